/** Draw on a map: a rectangle by dragging, or an area corner by corner, by mouse or finger. */
import type { Map as MapLibre, MapMouseEvent, MapTouchEvent } from 'maplibre-gl';
import type { Position } from '../map/contract';
import type { Area } from './contract';
import { boxOf, outlineOfBox, outlineOfCorners } from './shapes';

export type Tool = 'box' | 'corners';

/** A click so near to the first corner, in pixels, closes the area. */
const NEAR = 14;
/** A rectangle narrower than this, in pixels, was a click. */
const CLICK = 4;
const MOST_CORNERS = 60;

export interface DrawingEvents {
  /** What is drawn so far: an area, or corners of one that is open. */
  sketch: (area: Area | null, corners: Position[]) => void;
  done: (area: Area) => void;
}

export class Drawing {
  private tool: Tool | null = null;
  private start: Position | null = null;
  private corners: Position[] = [];

  /** `leavesScroll`: one finger scrolls the page over the map, but while it draws. */
  constructor(private readonly map: MapLibre, private readonly leavesScroll: boolean, private readonly events: DrawingEvents) {
    map.on('mousedown', (event) => this.press(event));
    map.on('touchstart', (event) => this.press(event));
    map.on('mousemove', (event) => this.move(event));
    map.on('touchmove', (event) => this.move(event));
    map.on('mouseup', (event) => this.release(event));
    map.on('touchend', (event) => this.release(event));
    map.on('click', (event) => this.click(event));
  }

  get isOn(): boolean {
    return this.tool !== null;
  }

  /** Take a tool, or lay it down. */
  take(tool: Tool | null): void {
    this.tool = tool;
    this.start = null;
    this.corners = [];
    this.map.getCanvas().style.cursor = tool ? 'crosshair' : '';
    if (tool) this.map.doubleClickZoom.disable();
    else this.map.doubleClickZoom.enable();
    if (this.leavesScroll) this.map.cooperativeGestures[tool ? 'disable' : 'enable']();
  }

  private press(event: MapMouseEvent | MapTouchEvent): void {
    if (this.tool !== 'box' || ('points' in event && event.points.length > 1)) return;
    event.preventDefault(); // the map stays where it is
    this.start = event.lngLat.toArray();
  }

  private move(event: MapMouseEvent | MapTouchEvent): void {
    const at = event.lngLat.toArray();
    if (this.start) this.events.sketch(outlineOfBox(boxOf(this.start, at)), []);
    else if (this.corners.length) this.events.sketch(null, [...this.corners, at]);
  }

  private release(event: MapMouseEvent | MapTouchEvent): void {
    const { start } = this;
    if (!start) return;
    this.start = null;
    const from = this.map.project(start);
    if (Math.min(Math.abs(from.x - event.point.x), Math.abs(from.y - event.point.y)) < CLICK) return this.events.sketch(null, []);
    this.finish(outlineOfBox(boxOf(start, event.lngLat.toArray())));
  }

  private click(event: MapMouseEvent): void {
    if (this.tool !== 'corners') return;
    event.preventDefault(); // it chooses no district, even where it ends the drawing
    const first = this.corners[0];
    const last = this.corners.at(-1);
    const distance = (corner: Position): number => this.map.project(corner).dist(event.point);
    const closes = this.corners.length >= 3 && ((first && distance(first) < NEAR) || (last && distance(last) < CLICK));
    if (closes) return this.finish(outlineOfCorners(this.corners));
    if (last && distance(last) < CLICK) return;
    this.corners.push(event.lngLat.toArray());
    if (this.corners.length === MOST_CORNERS) return this.finish(outlineOfCorners(this.corners));
    this.events.sketch(null, this.corners);
  }

  private finish(area: Area): void {
    this.take(null);
    this.events.done(area);
  }
}
