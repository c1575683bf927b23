/** What is drawn under the places: the city's own plan, tiles of a configured host, or nothing. */
import figtree from '@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2?url';
import {
  addProtocol, type ExpressionSpecification, type LayerSpecification, type SourceSpecification, type StyleSpecification,
} from 'maplibre-gl';
import type { BaseMap } from './contract';
import type { Colours } from './colours';

/** The source of the base map, whatever it is. */
export const BASE = 'base';
/** Families of the page's own styles: without a server of glyphs, MapLibre draws with these. */
export const FONT = ['Figtree'];
export const BOLD = ['Figtree SemiBold'];

/** Each layer with the paint that a scheme gives it. */
export type Layers = (colours: Colours) => LayerSpecification[];

const AREA: ExpressionSpecification = ['match', ['geometry-type'], ['Polygon', 'MultiPolygon'], true, false];
const LINE: ExpressionSpecification = ['!', AREA];

function kind(name: string, geometry: ExpressionSpecification): ExpressionSpecification {
  return ['all', ['==', ['get', 'kind'], name], geometry];
}

/** Width of streets in pixels: by rank from 1, the widest, and by zoom. */
function streetWidth(): ExpressionSpecification {
  const rank: ExpressionSpecification = ['coalesce', ['get', 'rank'], 4];
  const at = (factor: number): ExpressionSpecification => ['*', factor, ['max', 1, ['-', 6.5, rank]]];
  return ['interpolate', ['exponential', 1.7], ['zoom'], 11, at(0.35), 14, at(1.1), 17, at(3.6), 20, at(9)];
}

/** The city's own plan: a GeoJSON file whose features say their kind. */
function planLayers(colours: Colours): LayerSpecification[] {
  const source = BASE;
  const water = colours['map-water'];
  return [
    { id: 'boundary', type: 'fill', source, filter: kind('boundary', AREA), paint: { 'fill-color': colours['map-block'] } },
    { id: 'green', type: 'fill', source, filter: kind('green', AREA), paint: { 'fill-color': colours['map-green'] } },
    {
      id: 'streets', type: 'line', source, filter: kind('streets', LINE),
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': colours['map-land'], 'line-width': streetWidth() },
    },
    { id: 'water', type: 'fill', source, filter: kind('water', AREA), paint: { 'fill-color': water } },
    {
      id: 'rivers', type: 'line', source, filter: kind('water', LINE), layout: { 'line-cap': 'round' },
      paint: { 'line-color': water, 'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 11, 1.5, 15, 5, 19, 20] },
    },
    { id: 'rail', type: 'line', source, filter: kind('rail', LINE), paint: { 'line-color': colours['map-rail'], 'line-width': 2 } },
    {
      id: 'limit', type: 'line', source, filter: kind('boundary', AREA), layout: { 'line-cap': 'round' },
      paint: { 'line-color': colours.accent, 'line-width': 1.6, 'line-dasharray': [1, 3] },
    },
    ...planLabels(colours),
  ];
}

function planLabels(colours: Colours): LayerSpecification[] {
  const paint = { 'text-color': colours['ink-2'], 'text-halo-color': colours['map-land'], 'text-halo-width': 1.6 };
  const text = { 'text-field': ['get', 'name'] as ExpressionSpecification, 'text-font': FONT };
  return [
    {
      id: 'street-names', type: 'symbol', source: BASE, minzoom: 14, filter: kind('streets', LINE), paint,
      layout: { ...text, 'symbol-placement': 'line', 'text-size': 13, 'symbol-sort-key': ['coalesce', ['get', 'rank'], 6] },
    },
    {
      id: 'park-names', type: 'symbol', source: BASE, minzoom: 14, filter: kind('green', AREA), paint,
      layout: { ...text, 'text-size': 13, 'text-max-width': 7 },
    },
    {
      id: 'quarter-names', type: 'symbol', source: BASE, minzoom: 11, maxzoom: 15, filter: kind('quarters', AREA), paint,
      layout: { ...text, 'text-font': BOLD, 'text-size': 14, 'text-max-width': 8 },
    },
  ];
}

/** Pictures of a light map are dimmed where the page is dark. */
function rasterLayers({ scheme }: Colours): LayerSpecification[] {
  const dimmed = scheme === 'dark';
  const paint = { 'raster-brightness-max': dimmed ? 0.7 : 1, 'raster-saturation': dimmed ? -0.5 : -0.15, 'raster-fade-duration': 0 };
  return [{ id: 'pictures', type: 'raster', source: BASE, paint }];
}

interface Ground {
  style: StyleSpecification;
  layers: Layers;
}

function style(sources: Record<string, SourceSpecification>, layers: LayerSpecification[] = []): StyleSpecification {
  return { version: 8, sources, layers };
}

/** A file of tiles at an address: pictures, or vectors in OpenMapTiles' or any other layers. */
async function tileFile(base: BaseMap & { kind: 'pmtiles' }): Promise<Ground> {
  const { PMTiles, Protocol, TileType } = await import('pmtiles');
  const url = new URL(base.url, location.href).href;
  const file = new PMTiles(url);
  const protocol = new Protocol();
  protocol.add(file);
  addProtocol('pmtiles', protocol.tile);
  const [header, metadata] = await Promise.all([file.getHeader(), file.getMetadata()]);
  const attribution = base.attribution ?? '';
  if (header.tileType !== TileType.Mvt) {
    return { style: style({ [BASE]: { type: 'raster', url: `pmtiles://${url}`, tileSize: 256, attribution } }), layers: rasterLayers };
  }
  const names = ((metadata as { vector_layers?: { id: string }[] }).vector_layers ?? []).map(({ id }) => id);
  const layers: Layers = (colours) => names.flatMap((name) => plainLayers(name, colours));
  return { style: style({ [BASE]: { type: 'vector', url: `pmtiles://${url}`, attribution } }), layers };
}

/** Draw a layer that we know by its name alone: areas and lines, water and green in their colours. */
function plainLayers(name: string, colours: Colours): LayerSpecification[] {
  const colour = /water|eau|hydro/.test(name) ? colours['map-water']
    : /park|green|forest|wood|vege|landcover/.test(name) ? colours['map-green'] : colours['map-block'];
  const shared = { source: BASE, 'source-layer': name };
  const lines: ExpressionSpecification = ['match', ['geometry-type'], ['LineString', 'MultiLineString'], true, false];
  return [
    { id: `${name}-areas`, type: 'fill', ...shared, filter: AREA, paint: { 'fill-color': colour, 'fill-opacity': 0.8 } },
    { id: `${name}-lines`, type: 'line', ...shared, filter: lines, paint: { 'line-color': colours['map-rail'], 'line-width': 1 } },
  ];
}

/** A style that another server wrote: it has glyphs for its own fonts only, ours come from here. */
async function foreignStyle(url: string): Promise<StyleSpecification> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const style = (await response.json()) as StyleSpecification;
  const face = [{ url: new URL(figtree, import.meta.url).href }];
  return { ...style, 'font-faces': { ...style['font-faces'], ...Object.fromEntries(BOLD.map((name) => [name, face])) } };
}

/** Prepare the ground; one that cannot be had at all leaves the places on a plain one. */
export async function ground(base: BaseMap): Promise<Ground> {
  if (base.kind === 'plan') {
    const data = new URL(base.url, location.href).href;
    return { style: style({ [BASE]: { type: 'geojson', data, tolerance: 0.5 } }), layers: planLayers };
  }
  if (base.kind === 'raster') {
    const { tiles, attribution, maxzoom = 19 } = base;
    return { style: style({ [BASE]: { type: 'raster', tiles, tileSize: 256, attribution, maxzoom } }), layers: rasterLayers };
  }
  if (base.kind === 'pmtiles') return tileFile(base);
  if (base.kind === 'none') return { style: style({}), layers: () => [] };
  return { style: await foreignStyle(base.url), layers: () => [] };
}
