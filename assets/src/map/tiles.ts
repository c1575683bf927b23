/**
 * The places that a query finds as vector tiles: points in clusters, whose numbers are therefore
 * those of the query, lines and areas as they are. Made anew for each query, in the worker.
 */
import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { Feature } from 'geojson';
import Supercluster, { type Tile } from 'supercluster';
import { NAMES, OTHERS, POINTS, SHAPES } from './layer-names';
import type { Places } from './places';

const EXTENT = 4096;
/** In the tile's units: 45 of its 512 pixels. */
const RADIUS = (45 * EXTENT) / 512;
/** The last zoom with clusters; places that a screen would still not hold apart are then gathered. */
export const CLUSTERED_TO = 17;
/** More symbols than this in a tile of the last zoom are gathered too: a screen shows some 15 tiles. */
const MOST_IN_TILE = 300;
const CELL = EXTENT / 12;
/** So many lines and areas are drawn alone; of more, the points cluster as well. */
const SHAPES_ALONE = 1_000;
/** Of more places that are not chosen, none is shown beside those that are. */
const MOST_OTHERS = 20_000;

/** What stands on one spot: the record of the first place, how many, the group of the first. */
interface Spot {
  p: number;
  n: number;
  g: number;
}
type Sum = { n: number };
type Tags = Spot & { cluster?: true; cluster_id?: number };
type DrawnTile = Parameters<typeof fromGeojsonVt>[0][string];

export class Tiles {
  private readonly points: Supercluster<Spot, Sum>;
  private readonly others: Supercluster<Spot, Sum> | null;
  private readonly shapes: GeoJSONVT | null;
  private readonly names: GeoJSONVT | null;

  constructor(private readonly places: Places, found: Int32Array, others: Int32Array) {
    const indices = Int32Array.from(found).sort();
    const alone = places.shapes.size <= SHAPES_ALONE;
    const asPoint = (index: number): boolean => !alone || !places.shapes.has(index);
    this.points = clusters(this.spots(indices.filter(asPoint)));
    const few = others.length > 0 && others.length <= MOST_OTHERS;
    this.others = few ? clusters(this.spots(others.filter(asPoint).sort())) : null;
    const features = Array.from(indices).flatMap((index) => this.shape(index));
    this.shapes = tiled(features);
    this.names = alone ? tiled(Array.from(indices).flatMap((index) => this.name(index))) : null;
  }

  /** A tile in Mapbox's format; empty where nothing stands. */
  tile(z: number, x: number, y: number): ArrayBuffer {
    const points = this.points.getTile(z, x, y);
    const shapes = this.shapes?.getTile(z, x, y);
    const others = z > CLUSTERED_TO ? null : this.others?.getTile(z, x, y);
    const layers: Record<string, DrawnTile> = {};
    if (others) layers[OTHERS] = { features: others.features.filter(({ tags }) => (tags as Tags).n === 1) } as unknown as DrawnTile;
    if (points) layers[POINTS] = drawn(points, z > CLUSTERED_TO) as unknown as DrawnTile;
    if (shapes) layers[SHAPES] = shapes;
    const names = this.names?.getTile(z, x, y);
    if (names) layers[NAMES] = names;
    const bytes = fromGeojsonVt(layers, { version: 2, extent: EXTENT });
    return bytes.slice().buffer as ArrayBuffer;
  }

  /** The zoom at which a cluster opens. */
  opensAt(cluster: number): number {
    return this.points.getClusterExpansionZoom(cluster);
  }

  /** One feature a spot; places on the same spot are neighbours in the file. */
  private spots(indices: Int32Array): Feature<GeoJSON.Point, Spot>[] {
    const spots: Feature<GeoJSON.Point, Spot>[] = [];
    let before = -1;
    for (const index of indices) {
      const last = spots.at(-1);
      if (last && this.places.together(before, index)) {
        last.properties.n += 1;
      } else {
        const properties = { p: this.places.rows[index]!, n: 1, g: this.places.group(index) };
        spots.push({ type: 'Feature', geometry: { type: 'Point', coordinates: this.places.at(index) }, properties });
      }
      before = index;
    }
    return spots;
  }

  /** What an area is called, in its middle. */
  private name(index: number): Feature[] {
    const t = this.places.title(index);
    if (!t || !this.places.shapes.get(index)?.type.endsWith('Polygon')) return [];
    return [{ type: 'Feature', geometry: { type: 'Point', coordinates: this.places.at(index) }, properties: { t } }];
  }

  private shape(index: number): Feature[] {
    const geometry = this.places.shapes.get(index);
    if (!geometry) return [];
    return [{ type: 'Feature', geometry, properties: { p: this.places.rows[index]!, n: 1, g: this.places.group(index) } }];
  }
}

function tiled(features: Feature[]): GeoJSONVT | null {
  const options = { maxZoom: CLUSTERED_TO + 1, extent: EXTENT, tolerance: 3, buffer: 64, indexMaxZoom: 4 };
  return features.length ? new GeoJSONVT({ type: 'FeatureCollection', features }, options) : null;
}

function clusters(spots: Feature<GeoJSON.Point, Spot>[]): Supercluster<Spot, Sum> {
  const options = {
    radius: RADIUS,
    extent: EXTENT,
    maxZoom: CLUSTERED_TO,
    map: ({ n }: Spot) => ({ n }),
    reduce: (sum: Sum, { n }: Readonly<Sum>) => { sum.n += n; },
  };
  return new Supercluster<Spot, Sum>(options).load(spots);
}

/** A tile whose symbols are few enough, each with the number that it says. */
function drawn(tile: Tile<Sum, Spot>, last: boolean): Tile<Sum, Spot> {
  const few = last && tile.features.length > MOST_IN_TILE ? gathered(tile) : tile;
  for (const feature of few.features) {
    const tags = feature.tags as Tags & { t?: string };
    feature.tags = { ...tags, t: tags.n > 1 ? short(tags.n) : '' } as Tags;
  }
  return few;
}

/** Gather by squares what is too dense even for the last zoom. */
function gathered({ features }: Tile<Sum, Spot>): Tile<Sum, Spot> {
  const cells = new Map<string, (typeof features)[number]>();
  for (const feature of features) {
    const [x, y] = feature.geometry[0]!;
    const key = `${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`;
    const before = cells.get(key);
    const tags = feature.tags as Tags;
    if (before) Object.assign(before.tags as Tags, { n: (before.tags as Tags).n + tags.n, wide: true });
    else cells.set(key, { ...feature, tags: { ...tags } });
  }
  return { features: [...cells.values()] };
}

/** « 1 234 », « 12 k »: what fits into a cluster. */
function short(count: number): string {
  if (count < 10_000) return String(count).replace(/(\d)(\d{3})$/, '$1\u00a0$2');
  return `${Math.round(count / 1000)}\u00a0k`;
}
