/** Plain geometry of areas in degrees: boxes, outlines, how large they are. */
import type { Position as Corner } from 'geojson';
import type { Bounds, Position } from '../map/contract';
import type { Area } from './contract';

/** Numbers of an address or a form: ten centimetres. */
const DIGITS = 6;
const KM_PER_DEGREE = 111.32;

export function rounded(value: number): number {
  return Number(value.toFixed(DIGITS));
}

/** The box of two opposite corners. */
export function boxOf([x, y]: Position, [u, v]: Position): Bounds {
  return [Math.min(x, u), Math.min(y, v), Math.max(x, u), Math.max(y, v)].map(rounded) as Bounds;
}

/** A box as an outline, counter-clockwise. */
export function outlineOfBox([west, south, east, north]: Bounds): Area {
  return { type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] };
}

export function outlineOfCorners(corners: Position[]): Area {
  const ring = corners.map(([x, y]) => [rounded(x), rounded(y)]);
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
}

/** All corners of areas. */
export function cornersOf(area: Area): Corner[] {
  return area.type === 'Polygon' ? area.coordinates.flat() : area.coordinates.flat(2);
}

export function boundsOf(areas: Area[]): Bounds | null {
  const corners = areas.flatMap(cornersOf);
  if (!corners.length) return null;
  const [xs, ys] = [corners.map(([x]) => x!), corners.map(([, y]) => y!)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Square kilometres, near enough for a sentence. */
export function squareKilometres(area: Area): number {
  const polygons = area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
  return polygons.reduce((sum, [outer, ...holes]) => sum + ringArea(outer ?? []) - holes.reduce((all, hole) => all + ringArea(hole), 0), 0);
}

function ringArea(ring: Corner[]): number {
  const squeeze = Math.cos(((ring[0]?.[1] ?? 0) * Math.PI) / 180);
  const twice = ring.reduce((sum, [x, y], at) => {
    const [u, v] = ring[(at + 1) % ring.length]!;
    return sum + x! * v! - u! * y!;
  }, 0);
  return (Math.abs(twice) / 2) * squeeze * KM_PER_DEGREE ** 2;
}

/** A GeoJSON text that is an area; null where it is none, whatever it is. */
export function areaOf(text: string): Area | null {
  try {
    const found = JSON.parse(text) as Partial<Area> | null;
    const isArea = found?.type === 'Polygon' || found?.type === 'MultiPolygon';
    if (!isArea || !Array.isArray(found.coordinates)) return null;
    return cornersOf(found as Area).every((corner) => corner.length >= 2 && corner.every(Number.isFinite)) ? (found as Area) : null;
  } catch {
    return null;
  }
}

/** What an address says of a drawn area: a box by four numbers, another by its corners. */
export function addressOf(area: Area): string {
  const ring = (area.coordinates[0] as Corner[]).slice(0, -1);
  const [xs, ys] = [new Set(ring.map(([x]) => x)), new Set(ring.map(([, y]) => y))];
  const isBox = ring.length === 4 && xs.size === 2 && ys.size === 2;
  return (isBox ? boundsOf([area])! : ring.flat()).map((number) => rounded(number)).join(',');
}
