/** What the controls over a map leave of it: places are shown beside them, not below. */

export type Side = 'top' | 'right' | 'bottom' | 'left';
export type Room = Record<Side, number>;

/** A control that takes more of the map than this is left out: nothing would be left to look at. */
const MOST = 0.45;

/** Controls that lie over a map: what is drawn of them, relative to its own box. */
export interface Over {
  map: DOMRect;
  controls: DOMRect[];
}

/** Measure a map and what of these lies over it. */
export function measure(map: Element, controls: Iterable<Element>): Over {
  const boxes = [...controls].map((control) => control.getBoundingClientRect());
  return { map: map.getBoundingClientRect(), controls: boxes.filter(({ width, height }) => width > 0 && height > 0) };
}

/**
 * The margin on each side beside which nothing lies below a control: each takes the side that loses
 * least by it.
 *
 * @param margin At least so many pixels.
 * @param reach How far a mark reaches around its place, in pixels.
 */
export function roomBeside({ map, controls }: Over, margin: number, reach: number): Room {
  const room: Room = { top: margin, right: margin, bottom: margin, left: margin };
  for (const box of controls) {
    const taken: [Side, number, number][] = [
      ['top', box.bottom - map.top, map.height], ['right', map.right - box.left, map.width],
      ['bottom', map.bottom - box.top, map.height], ['left', box.right - map.left, map.width],
    ];
    const [side, pixels, whole] = taken.sort((one, other) => one[1] / one[2] - other[1] / other[2])[0]!;
    if (pixels < whole * MOST) room[side] = Math.max(room[side], pixels + reach);
  }
  return room;
}

/** Tell whether a mark at a point of the map, in pixels of its box, lies below a control. */
export function isBelow({ map, controls }: Over, { x, y }: { x: number; y: number }, reach: number): boolean {
  const [across, down] = [map.left + x, map.top + y];
  return controls.some(({ left, right, top, bottom }) =>
    across > left - reach && across < right + reach && down > top - reach && down < bottom + reach);
}
