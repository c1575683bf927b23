/** What maps ask of geometries. */
import type { Geometry } from 'geojson';
import type { Position } from './contract';

/** All positions of a geometry. */
export function corners(shape: Geometry): Position[] {
  if (shape.type === 'GeometryCollection') return shape.geometries.flatMap(corners);
  const positions = (nested: unknown[]): Position[] =>
    typeof nested[0] === 'number' ? [nested as Position] : (nested as unknown[][]).flatMap(positions);
  return positions(shape.coordinates);
}
