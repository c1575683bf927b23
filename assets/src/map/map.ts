/** The map: clusters and marks over a ground, kept in step with the list by whoever holds both. */
import './map.css';
import {
  addProtocol, AttributionControl, type GeoJSONSource, LngLatBounds, Map as MapLibre, type MapGeoJSONFeature, type MapMouseEvent,
  NavigationControl, prewarm, setWorkerUrl, type StyleSpecification, type VectorTileSource,
} from 'maplibre-gl';
import workerFile from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Feature, Geometry } from 'geojson';
import type { Camera } from './address';
import { ground, type Layers } from './base-map';
import { onSchemeChange, readColours, type Colours } from './colours';
import type { BaseMap, Bounds, Position } from './contract';
import { HERE, HIT, MARKED, overGround, PLACES } from './layers';
import type { PlaceDetails, PlaceRow, Questions } from './messages';
import { corners } from './geometry';
import { isBelow, measure, roomBeside, type Over, type Room } from './room';
import { markImage } from './shapes';

/** The last zoom with tiles of its own, one past the clusters'. */
const LAST_TILES = 18;
const CLOSEST = 20.5;
/** A click hits what is this near: targets of 24 pixels. */
const REACH = 12;
/** A ground that does not come keeps nobody waiting. */
const PATIENCE = 5_000;
/** So many tiles missed after others had come: the ground has stopped answering. */
const SEVERAL = 4;
const MARGIN = 48;
/** As near as places are looked at unasked. */
const NEAREST = 17;
const MARK_PIXELS = 32;
/** A place nearer to the map's edge than this, in pixels, or seen from farther than this zoom, is not in view. */
const EDGE = 24;
const NEAR = 14;
/** How far from the places one may pan at least, in degrees. */
const LEEWAY = 0.5;

setWorkerUrl(new URL(workerFile, import.meta.url).href);
prewarm(); // its worker comes while the places do
let instances = 0;

export interface MapWords {
  zoomIn: string;
  zoomOut: string;
  title: string;
  attribution: string;
  twoFingers: string;
  ownPlan: string;
}

export interface MapEvents {
  tile: (asked: Questions['tile']['ask']) => Promise<ArrayBuffer>;
  /** Somebody wants a place, or several that stand within so many metres of it. */
  pick: (row: number, metres: number) => void;
  moved: (camera: Camera) => void;
  /** The ground does not come, or comes again. */
  ground: (answers: boolean) => void;
}

export interface MapOptions {
  root: HTMLElement;
  container: HTMLElement;
  base: BaseMap;
  words: MapWords;
  /** Of all places, and of those that are shown first. */
  bounds: { all: Bounds; first: Bounds };
  camera: Camera | null;
  events: MapEvents;
}

interface Marks {
  nearest: PlaceRow[];
  chosen: PlaceDetails | null;
}

export class PlaceMap {
  private readonly scheme = `city-places-${(instances += 1)}`;
  private colours: Colours;
  private layers: Layers = () => [];
  private map!: MapLibre;
  /** Where nobody has seen the map yet, as it starts hidden. */
  private unseen: Bounds | null = null;

  constructor(private readonly options: MapOptions) {
    this.colours = readColours(options.root);
  }

  /** Draw it with the places of a query; resolves when it can be used. */
  async start(version: number, marks: Marks, here: Position | null): Promise<void> {
    const { base, events } = this.options;
    addProtocol(this.scheme, async ({ url }) => {
      const [asked = 0, z = 0, x = 0, y = 0] = url.slice(this.scheme.length + 3).split('/').map(Number);
      return { data: await events.tile({ version: asked, z, x, y }) };
    });
    const prepared = await ground(base).catch(() => {
      events.ground(false);
      return ground({ kind: 'none' });
    });
    this.layers = prepared.layers;
    await document.fonts.load('16px "Figtree SemiBold"').catch(() => []);
    this.make(this.withPlaces(prepared.style, version, marks, here));
    this.listen();
    await this.shown();
  }

  private withPlaces(style: StyleSpecification, version: number, marks: Marks, here: Position | null): StyleSpecification {
    const places = { type: 'vector' as const, tiles: [this.tiles(version)], maxzoom: LAST_TILES };
    const sources = { ...style.sources, [PLACES]: places, [MARKED]: collection(marked(marks)), [HERE]: collection(point(here)) };
    const background = { id: 'ground', type: 'background' as const, paint: { 'background-color': this.colours['map-land'] } };
    const own = this.options.base.kind === 'style' ? style.layers : [background, ...this.layers(this.colours)];
    return { ...style, sources, layers: overGround(own, this.colours) };
  }

  private make(style: StyleSpecification): void {
    const { container, words, bounds, camera, base } = this.options;
    const map = this.map = new MapLibre({
      container, style, maxZoom: CLOSEST, maxBounds: around(bounds.all, camera), dragRotate: false, pitchWithRotate: false, touchPitch: false,
      fadeDuration: isStill() ? 0 : 200, attributionControl: false,
      cooperativeGestures: matchMedia('(pointer: coarse)').matches,
      ...(camera ? { center: camera.centre, zoom: camera.zoom } : { bounds: bounds.first }),
      locale: {
        'NavigationControl.ZoomIn': words.zoomIn, 'NavigationControl.ZoomOut': words.zoomOut, 'Map.Title': words.title,
        'AttributionControl.ToggleAttribution': words.attribution,
        'CooperativeGesturesHandler.MobileHelpText': words.twoFingers,
      },
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new AttributionControl({ compact: false, ...attribution(base, words.ownPlan) }), 'bottom-right');
    map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    if (!camera) this.lookFirst(bounds.first);
  }

  /** The first view, once its controls are there to be looked beside. */
  private lookFirst(bounds: Bounds): void {
    this.unseen = this.options.container.clientWidth ? null : bounds;
    this.map.fitBounds(bounds, { padding: this.room(), maxZoom: NEAREST, duration: 0 });
  }

  private listen(): void {
    const { events } = this.options;
    const { map } = this;
    map.setMissingStyleImageResolver((id) => this.addMark(id));
    map.on('click', (event) => this.click(event));
    map.on('mousemove', ({ point: at }) => {
      if (map.isMoving()) return; // each frame of a drag would pay for it
      map.getCanvas().style.cursor = map.queryRenderedFeatures(at, { layers: HIT }).length ? 'pointer' : '';
    });
    map.on('moveend', () => events.moved(this.camera()));
    onSchemeChange(() => this.recolour());
    if (['raster', 'pmtiles', 'style'].includes(this.options.base.kind)) this.watchGround();
  }

  /** Tell when the tiles of the ground do not come: none at all, or none for a while. */
  private watchGround(): void {
    const { map } = this;
    const { events } = this.options;
    const own = new Set([PLACES, MARKED, HERE]);
    let missed = 0;
    let answered = false;
    map.on('sourcedata', ({ sourceId, tile }) => {
      if (own.has(sourceId) || !tile) return;
      missed = 0;
      answered = true;
      events.ground(true);
    });
    map.on('error', (event) => {
      const { sourceId } = event as { sourceId?: string };
      if (sourceId !== undefined && !own.has(sourceId) && (missed += 1) >= (answered ? SEVERAL : 1)) events.ground(false);
    });
    window.setTimeout(() => { if (!answered) events.ground(false); }, PATIENCE);
  }

  /** Wait until the places stand on the map; for the ground a while only. */
  private shown(): Promise<void> {
    const { map } = this;
    return new Promise((resolve) => {
      const late = window.setTimeout(resolve, PATIENCE);
      let drawn = 0;
      const done = (): void => {
        frames.unsubscribe();
        window.clearTimeout(late);
        resolve();
      };
      const frames = map.on('render', () => {
        // a first frame has the tiles, the next one their numbers
        if (map.isSourceLoaded(PLACES) && (drawn += 1) > 1) done();
      });
      map.once('idle', done);
    });
  }

  private tiles(version: number): string {
    return `${this.scheme}://${version}/{z}/{x}/{y}`;
  }

  /** Show the places of another query. */
  show(version: number): void {
    this.map.getSource<VectorTileSource>(PLACES)?.setTiles([this.tiles(version)]);
  }

  mark(marks: Marks): void {
    this.map.getSource<GeoJSONSource>(MARKED)?.setData({ type: 'FeatureCollection', features: marked(marks) });
  }

  setHere(at: Position | null): void {
    this.map.getSource<GeoJSONSource>(HERE)?.setData({ type: 'FeatureCollection', features: point(at) });
  }

  /** Look at places: all of them in the window beside its controls, not nearer than is useful. */
  fit(bounds: Bounds): void {
    this.map.fitBounds(bounds, { padding: this.room(), maxZoom: NEAREST, ...speed() });
  }

  private room(): Room {
    return roomBeside(this.over(), MARGIN, EDGE);
  }

  /** What lies over the map: buttons, sources, the legend. */
  private over(): Over {
    const { root, container } = this.options;
    return measure(container, root.querySelectorAll('.maplibregl-ctrl, [data-part="key"]'));
  }

  go({ centre, zoom }: Camera): void {
    this.map.easeTo({ center: centre, zoom, ...speed() });
  }

  camera(): Camera {
    const { lng, lat } = this.map.getCenter();
    return { centre: [lng, lat], zoom: this.map.getZoom() };
  }

  /** Where a place stands in the map's box, in pixels. */
  pixel(at: Position): { x: number; y: number } {
    return this.map.project(at);
  }

  /** Bring a place into view, left of what floats over so many pixels at the right of the map. */
  reveal({ at, shape }: PlaceDetails, covered: number): void {
    if (shape && shape.type !== 'Point') return this.revealShape(shape, covered);
    const { clientWidth: width, clientHeight: height } = this.map.getContainer();
    const { x, y } = this.pixel(at);
    const seen = x > EDGE && x < width - covered - EDGE && y > EDGE && y < height - EDGE;
    const inside = seen && !isBelow(this.over(), { x, y }, EDGE);
    const zoom = Math.max(this.map.getZoom(), NEAR);
    if (inside && zoom === this.map.getZoom()) return;
    this.map.easeTo({ center: at, zoom, offset: [-covered / 2, 0], ...speed() });
  }

  private revealShape(shape: Geometry, covered: number): void {
    const box = new LngLatBounds();
    corners(shape).forEach(([lon, lat]) => box.extend([lon, lat]));
    const room = this.room();
    const padding = { ...room, right: Math.max(room.right, MARGIN + covered) };
    const camera = this.map.cameraForBounds(box, { padding, maxZoom: NEAREST });
    if (camera?.zoom === undefined) return;
    const seen = this.map.getBounds();
    const inside = seen.contains(box.getNorthEast()) && seen.contains(box.getSouthWest());
    if (!inside || this.map.getZoom() < camera.zoom - 2) this.map.easeTo({ ...camera, ...speed() });
  }

  /** A picture of what is shown, for the printer. */
  picture(): string {
    this.map.redraw();
    return this.map.getCanvas().toDataURL('image/png');
  }

  resize(): void {
    this.map.resize();
    if (this.unseen) this.lookFirst(this.unseen);
  }

  private hit(x: number, y: number): MapGeoJSONFeature | undefined {
    const box: [[number, number], [number, number]] = [[x - REACH, y - REACH], [x + REACH, y + REACH]];
    const layers = HIT;
    const near = (feature: MapGeoJSONFeature): number => {
      if (feature.geometry.type !== 'Point') return REACH * 2;
      const at = this.pixel(feature.geometry.coordinates as Position);
      return Math.hypot(at.x - x, at.y - y);
    };
    const found = this.map.queryRenderedFeatures(box, { layers });
    const exact = new Set(this.map.queryRenderedFeatures([x, y], { layers }).map(({ properties }) => String(properties['p'])));
    const rank = (feature: MapGeoJSONFeature): number =>
      near(feature) + (feature.geometry.type !== 'Point' && !exact.has(String(feature.properties['p'])) ? REACH : 0);
    return found.sort((one, other) => rank(one) - rank(other))[0];
  }

  private click({ point: { x, y } }: MapMouseEvent): void {
    const feature = this.hit(x, y);
    if (!feature) return;
    const { p, n, wide, o: opens } = feature.properties as { p: number; n?: number; wide?: boolean; o?: number };
    const { events } = this.options;
    if (opens !== undefined && feature.geometry.type === 'Point') this.go({ centre: feature.geometry.coordinates as Position, zoom: opens });
    else events.pick(p, (n ?? 1) > 1 ? (wide ? 12 : 2) : 0);
  }

  private addMark(id: string): void {
    const [, , group] = /^mark-(light|dark)-(\d)$/.exec(id) ?? [];
    if (group === undefined || this.map.hasImage(id)) return;
    const ratio = Math.max(2, Math.ceil(devicePixelRatio));
    const colour = this.colours[`mark-${group}` as keyof Colours];
    this.map.addImage(id, markImage(Number(group), colour, this.colours.surface, MARK_PIXELS * ratio), { pixelRatio: ratio });
  }

  /** Follow the page into the other scheme: colours only, nothing is loaded again. */
  private recolour(): void {
    this.colours = readColours(this.options.root);
    const { map, colours } = this;
    if (map.getLayer('ground')) map.setPaintProperty('ground', 'background-color', colours['map-land']);
    for (const { id, paint = {}, layout = {} } of overGround(this.layers(colours), colours) as StyledLayer[]) {
      if (!map.getLayer(id)) continue;
      Object.entries(paint).forEach(([name, value]) => map.setPaintProperty(id, name as 'fill-color', value as string));
      if ('icon-image' in layout) map.setLayoutProperty(id, 'icon-image', layout['icon-image'] as string);
    }
  }
}

interface StyledLayer {
  id: string;
  paint?: Record<string, unknown>;
  layout?: Record<string, unknown>;
}

/** As far as one may pan: nobody gets lost, and what an address asks for can be seen. */
function around(bounds: Bounds, camera: Camera | null): LngLatBounds {
  const box = new LngLatBounds(bounds);
  if (camera) box.extend(camera.centre);
  const [west, south, east, north] = box.toArray().flat() as Bounds;
  const [x, y] = [Math.max(east - west, LEEWAY), Math.max(north - south, LEEWAY)];
  return new LngLatBounds([west - x, Math.max(-85, south - y), east + x, Math.min(85, north + y)]);
}

/** Where the ground is from: told from the start, so that the first view leaves room for it. */
function attribution(base: BaseMap, ownPlan: string): { customAttribution?: string } {
  const told = base.kind === 'none' ? '' : base.kind === 'plan' ? base.attribution ?? ownPlan : base.attribution;
  return told ? { customAttribution: told } : {};
}

function isStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function speed(): { duration: number } {
  return { duration: isStill() ? 0 : 400 };
}

function collection(features: Feature[]): { type: 'geojson'; data: GeoJSON.FeatureCollection } {
  return { type: 'geojson', data: { type: 'FeatureCollection', features } };
}

function point(at: Position | null, properties: Record<string, unknown> = {}): Feature[] {
  return at ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties }] : [];
}

function marked({ nearest, chosen }: Marks): Feature[] {
  const features = nearest.flatMap(({ row, at, group }, place) =>
    point(at, { p: row, g: group, n: 1, rank: String(place + 1), chosen: row === chosen?.row }));
  if (!chosen) return features;
  const properties = { p: chosen.row, g: chosen.group, n: 1, rank: '', chosen: true };
  if (chosen.shape) features.push({ type: 'Feature', geometry: chosen.shape, properties });
  else if (!nearest.some(({ row }) => row === chosen.row)) features.push(...point(chosen.at, properties));
  return features;
}
