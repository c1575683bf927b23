/** A map to choose an area on: districts to click at, and an area that is drawn. */
import '../map/map.css';
import './area.css';
import {
  AttributionControl, type GeoJSONSource, type LayerSpecification, Map as MapLibre, NavigationControl, setWorkerUrl,
} from 'maplibre-gl';
import workerFile from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Feature, FeatureCollection } from 'geojson';
import { BOLD, ground, type Layers } from '../map/base-map';
import { onSchemeChange, readColours, type Colours } from '../map/colours';
import type { Bounds, Position } from '../map/contract';
import type { Words } from '../map/words';
import type { Area, AreaSettings, Districts } from './contract';
import { Drawing, type Tool } from './drawing';
import { boundsOf, boxOf } from './shapes';

setWorkerUrl(new URL(workerFile, import.meta.url).href);

const DISTRICTS = 'districts';
const CHOSEN = 'chosen';
const FRANCE: Bounds = [-5.2, 41.3, 9.6, 51.1];
const MARGIN = 28;
const CLOSEST = 18;

export interface AreaEvents {
  drawn: (area: Area) => void;
  district: (value: string) => void;
}

export class AreaMap {
  private map!: MapLibre;
  private drawing!: Drawing;
  private layers: Layers = () => [];

  constructor(
    private readonly container: HTMLElement,
    private readonly settings: AreaSettings,
    private readonly districts: Districts,
    private readonly words: Words,
    private readonly events: AreaEvents,
  ) {}

  /** Draw it; resolves when it can be used, and fails where the browser draws no maps. */
  async start(chosen: Area | null): Promise<void> {
    const prepared = await ground(this.settings.base).catch(() => ground({ kind: 'none' }));
    this.layers = prepared.layers;
    await document.fonts.load('16px "Figtree SemiBold"').catch(() => []);
    const colours = readColours(this.container);
    const own = prepared.style.layers.length ? prepared.style.layers : [backdrop(colours), ...this.layers(colours)];
    const sources = { ...prepared.style.sources, [DISTRICTS]: source(this.districts), [CHOSEN]: source(collection(chosen, [])) };
    this.map = this.make({ ...prepared.style, sources, layers: [...own, ...areaLayers(colours)] }, chosen);
    this.drawing = new Drawing(this.map, this.leavesScroll(), {
      sketch: (area, corners) => this.sketch(area, corners),
      done: (area) => { this.show(area); this.events.drawn(area); },
    });
    this.listen();
    await new Promise((resolve) => { this.map.once('load', resolve); });
  }

  private make(style: ConstructorParameters<typeof MapLibre>[0]['style'], chosen: Area | null): MapLibre {
    const { words } = this;
    const bounds = (chosen && boundsOf([chosen])) ?? this.whole();
    const map = new MapLibre({
      container: this.container, style: style!, bounds, fitBoundsOptions: { padding: MARGIN, maxZoom: CLOSEST }, maxZoom: CLOSEST,
      dragRotate: false, pitchWithRotate: false, touchPitch: false, attributionControl: false, fadeDuration: isStill() ? 0 : 200,
      cooperativeGestures: this.leavesScroll(),
      locale: {
        'NavigationControl.ZoomIn': words.say('zoomIn'), 'NavigationControl.ZoomOut': words.say('zoomOut'), 'Map.Title': words.say('title'),
        'CooperativeGesturesHandler.MobileHelpText': words.say('twoFingers'),
      },
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    const { base } = this.settings;
    const told = base.kind === 'plan' ? base.attribution ?? words.say('ownPlan') : base.kind === 'style' ? base.attribution : undefined;
    map.addControl(new AttributionControl({ compact: false, ...(told ? { customAttribution: told } : {}) }), 'bottom-right');
    map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    return map;
  }

  /** In a page, and not in a dialog, a finger on the map may mean to scroll. */
  private leavesScroll(): boolean {
    return !this.container.closest('dialog') && matchMedia('(pointer: coarse)').matches;
  }

  private listen(): void {
    const { map } = this;
    map.on('click', 'district-areas', (event) => {
      const value: unknown = event.features?.[0]?.properties['value'];
      if (!event.defaultPrevented && typeof value === 'string') this.events.district(value);
    });
    map.on('mousemove', 'district-areas', () => { if (!this.drawing.isOn) map.getCanvas().style.cursor = 'pointer'; });
    map.on('mouseleave', 'district-areas', () => { if (!this.drawing.isOn) map.getCanvas().style.cursor = ''; });
    onSchemeChange(() => this.recolour());
  }

  /** Take a tool to draw with, or lay it down. */
  take(tool: Tool | null): void {
    this.drawing.take(tool);
    this.sketch(null, []);
  }

  /** Show an area, or none. */
  show(area: Area | null): void {
    this.map.getSource<GeoJSONSource>(CHOSEN)?.setData(collection(area, []));
  }

  /** Look at an area, or at the whole commune. */
  fit(area: Area | null): void {
    const bounds = (area && boundsOf([area])) ?? this.whole();
    this.map.fitBounds(bounds, { padding: MARGIN, maxZoom: CLOSEST, duration: isStill() ? 0 : 400 });
  }

  /** The box that is shown. */
  view(): Bounds {
    const [[west, south], [east, north]] = this.map.getBounds().toArray() as [Position, Position];
    return boxOf([west, south], [east, north]);
  }

  private whole(): Bounds {
    return boundsOf(this.districts.features.map(({ geometry }) => geometry)) ?? this.settings.bounds ?? FRANCE;
  }

  private sketch(area: Area | null, corners: Position[]): void {
    this.map.getSource<GeoJSONSource>(CHOSEN)?.setData(collection(area, corners));
  }

  /** Follow the page into the other scheme. */
  private recolour(): void {
    const colours = readColours(this.container);
    for (const { id, paint = {} } of [backdrop(colours), ...this.layers(colours), ...areaLayers(colours)] as StyledLayer[]) {
      if (!this.map.getLayer(id)) continue;
      Object.entries(paint).forEach(([name, value]) => this.map.setPaintProperty(id, name as 'fill-color', value as string));
    }
  }
}

interface StyledLayer {
  id: string;
  paint?: Record<string, unknown>;
}

function backdrop(colours: Colours): LayerSpecification {
  return { id: 'ground', type: 'background', paint: { 'background-color': colours['map-land'] } };
}

function areaLayers(colours: Colours): LayerSpecification[] {
  const name = { 'text-color': colours.ink, 'text-halo-color': colours['map-land'], 'text-halo-width': 1.8 };
  return [
    { id: 'district-areas', type: 'fill', source: DISTRICTS, paint: { 'fill-color': colours.accent, 'fill-opacity': 0.06 } },
    { id: 'district-edges', type: 'line', source: DISTRICTS, paint: { 'line-color': colours.accent, 'line-width': 1.4 } },
    { id: 'chosen-area', type: 'fill', source: CHOSEN, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colours.accent, 'fill-opacity': 0.25 } },
    { id: 'chosen-edge', type: 'line', source: CHOSEN, paint: { 'line-color': colours.accent, 'line-width': 3 } },
    {
      id: 'chosen-corners', type: 'circle', source: CHOSEN, filter: ['==', ['geometry-type'], 'Point'],
      paint: { 'circle-color': colours.surface, 'circle-stroke-color': colours.accent, 'circle-stroke-width': 2.5, 'circle-radius': 6 },
    },
    {
      id: 'district-names', type: 'symbol', source: DISTRICTS, paint: name,
      layout: { 'text-field': ['get', 'name'], 'text-font': BOLD, 'text-size': 14, 'text-max-width': 8 },
    },
  ];
}

function source(data: FeatureCollection): { type: 'geojson'; data: FeatureCollection } {
  return { type: 'geojson', data };
}

/** An area, or the corners of one that is open. */
function collection(area: Area | null, corners: Position[]): FeatureCollection {
  const features: Feature[] = area ? [{ type: 'Feature', properties: {}, geometry: area }] : [];
  if (corners.length > 1) features.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: corners } });
  corners.forEach((at) => features.push({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: at } }));
  return { type: 'FeatureCollection', features };
}

function isStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
