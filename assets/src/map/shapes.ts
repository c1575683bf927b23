/** The shapes that tell categories apart beside their colours, in a square of 32 about 0. */

/** Circle, square, triangle, diamond, hexagon, cross; the last one is that of all others. */
export const PATHS = [
  'M-11 0a11 11 0 1 0 22 0a11 11 0 1 0-22 0Z',
  'M-7-10H7a3 3 0 0 1 3 3V7a3 3 0 0 1-3 3H-7a3 3 0 0 1-3-3V-7a3 3 0 0 1 3-3Z',
  'M0-13L13 10H-13Z',
  'M0-13L13 0 0 13-13 0Z',
  'M-6.5-11H6.5L13 0 6.5 11H-6.5L-13 0Z',
  'M-4-11H4V-4H11V4H4V11H-4V4H-11V-4H-4Z',
];
const SVG = 'http://www.w3.org/2000/svg';

/** Draw the mark of a group as an image of the page, with a number in it where there is one. */
export function mark(group: number, number = ''): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '-16 -16 32 32');
  svg.setAttribute('class', `place-mark mark-${group}${number ? ' has-number' : ''}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[number ? 0 : group] ?? PATHS[0]!);
  svg.append(path);
  if (number) {
    const label = document.createElementNS(SVG, 'text');
    label.setAttribute('y', '5');
    label.textContent = number;
    svg.append(label);
  }
  return svg;
}

/** Draw the mark of a group for the map: `pixels` wide, its outline in the colour of the ground. */
export function markImage(group: number, colour: string, outline: string, pixels: number): ImageData {
  const canvas = new OffscreenCanvas(pixels, pixels);
  const pen = canvas.getContext('2d')!;
  pen.scale(pixels / 32, pixels / 32);
  pen.translate(16, 16);
  const path = new Path2D(PATHS[group] ?? PATHS[0]!);
  pen.lineWidth = 5;
  pen.lineJoin = 'round';
  pen.strokeStyle = outline;
  pen.stroke(path);
  pen.fillStyle = colour;
  pen.fill(path);
  return pen.getImageData(0, 0, pixels, pixels);
}
