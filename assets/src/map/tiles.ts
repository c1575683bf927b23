/**
 * The places that a query finds as vector tiles: points in clusters, whose numbers are therefore
 * those of the query, lines and areas as they are. Made anew for each query, in the worker.
 */
import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { Feature } from 'geojson';
import { BITS, type Cluster, Clusters } from './clusters';
import { NAMES, OTHERS, POINTS, SHAPES } from './layer-names';
import type { Places } from './places';

const EXTENT = 4096;
/** The last zoom with clusters; places that a screen would still not hold apart are then gathered. */
export const CLUSTERED_TO = 17;
/** More symbols than this in a tile of the last zoom are gathered too: a screen shows some 15 tiles. */
const MOST_IN_TILE = 300;
/** So many lines and areas are drawn alone; of more, the points cluster as well. */
const SHAPES_ALONE = 1_000;
/** A cluster opens where its places fill this much of a tile: an eighth, 64 pixels. */
const OPENED = 8;
const FOUND = 1;
const OTHER = 2;

/** The record of a place, how many stand there, its group; where a cluster opens, whether it is wide. */
interface Tags {
  n: number;
  t: string;
  p?: number;
  g?: number;
  o?: number;
  wide?: true;
}
type DrawnTile = Parameters<typeof fromGeojsonVt>[0][string];

export class Tiles {
  private readonly points: Clusters;
  private readonly others: Clusters | null;
  private readonly shapes: GeoJSONVT | null;
  private readonly names: GeoJSONVT | null;

  constructor(private readonly places: Places, found: Int32Array, others: Int32Array) {
    const marks = new Uint8Array(places.count);
    for (const index of found) marks[index] = FOUND;
    for (const index of others) marks[index] = OTHER;
    const shapes = Array.from(places.shapes.keys()).filter((index) => marks[index] === FOUND);
    const alone = places.shapes.size <= SHAPES_ALONE;
    if (alone) for (const index of places.shapes.keys()) marks[index] = 0;
    this.points = new Clusters(places.grid, marks, FOUND, places.inParts);
    this.others = others.length ? new Clusters(places.grid, marks, OTHER, places.inParts) : null;
    this.shapes = tiled(shapes.map((index) => this.shape(index)));
    this.names = alone ? tiled(shapes.flatMap((index) => this.name(index))) : null;
  }

  /** A tile in Mapbox's format; empty where nothing stands. */
  tile(z: number, x: number, y: number): ArrayBuffer {
    const layers: Record<string, DrawnTile> = {};
    const drawn = (clusters: Cluster[], wide = false): DrawnTile =>
      ({ features: clusters.map((cluster) => this.feature(cluster, [z, x, y], wide)) }) as unknown as DrawnTile;
    if (z <= CLUSTERED_TO) {
      layers[POINTS] = drawn(this.points.tile(z, x, y));
      const alone = this.others?.tile(z, x, y).filter(({ n }) => n === 1) ?? [];
      if (alone.length) layers[OTHERS] = drawn(alone);
    } else {
      const spots = this.points.spots(z, x, y, MOST_IN_TILE);
      layers[POINTS] = spots ? drawn(spots) : drawn(this.points.cells(z, x, y), true);
    }
    const shapes = this.shapes?.getTile(z, x, y);
    if (shapes) layers[SHAPES] = shapes;
    const names = this.names?.getTile(z, x, y);
    if (names) layers[NAMES] = names;
    const bytes = fromGeojsonVt(layers, { version: 2, extent: EXTENT });
    return bytes.slice().buffer as ArrayBuffer;
  }

  private feature({ x, y, n, first, side }: Cluster, [z, tileX, tileY]: [number, number, number], wide: boolean): object {
    const scale = EXTENT / 2 ** (BITS - z);
    const geometry = [[Math.floor(x * scale) - tileX * EXTENT, Math.floor(y * scale) - tileY * EXTENT]];
    const tags: Tags = { n, t: n > 1 ? short(n) : '' };
    if (side && !wide) tags.o = Math.max(opening(side), z + 1);
    else Object.assign(tags, { p: this.places.record(first), g: this.places.group(first) }, wide && n > 1 && { wide });
    return { type: 1, geometry, tags };
  }

  /** What an area is called, in its middle. */
  private name(index: number): Feature[] {
    const t = this.places.title(index);
    if (!t || !this.places.shapes.get(index)?.type.endsWith('Polygon')) return [];
    return [{ type: 'Feature', geometry: { type: 'Point', coordinates: this.places.at(index) }, properties: { t } }];
  }

  private shape(index: number): Feature {
    const properties = { p: this.places.record(index), n: 1, g: this.places.group(index) };
    return { type: 'Feature', geometry: this.places.shapes.get(index)!, properties };
  }
}

function tiled(features: Feature[]): GeoJSONVT | null {
  const options = { maxZoom: CLUSTERED_TO + 1, extent: EXTENT, tolerance: 3, buffer: 64, indexMaxZoom: 4 };
  return features.length ? new GeoJSONVT({ type: 'FeatureCollection', features }, options) : null;
}

/** The zoom at which places of a square with this side no longer stand as one. */
function opening(side: number): number {
  return Math.min(Math.ceil(BITS - Math.log2(side * OPENED)), CLUSTERED_TO + 1);
}

/** « 1 234 », « 12 k », « 1,2 M »: what fits into a cluster. */
function short(count: number): string {
  if (count < 10_000) return String(count).replace(/(\d)(\d{3})$/, '$1\u00a0$2');
  if (count < 1_000_000) return `${Math.round(count / 1000)}\u00a0k`;
  return `${(count / 1_000_000).toFixed(1).replace('.', ',')}\u00a0M`;
}
