/** How the places themselves are drawn, over any ground. */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { BOLD } from './base-map';
import type { Colours, Token } from './colours';
import { NAMES, OTHERS, POINTS, SHAPES } from './layer-names';

/** Sources: tiles of the worker, the places that are marked, the point that distances start from. */
export const PLACES = 'places';
export const MARKED = 'marked';
export const HERE = 'here';
/** What a click may hit, the places that stand on top first. */
export const HIT = ['ranked-marks', 'clusters', 'points', 'others', 'shape-areas', 'shape-lines'];

const GROUP: ExpressionSpecification = ['get', 'g'];
const AREAS: ExpressionSpecification = ['match', ['geometry-type'], ['Polygon', 'MultiPolygon'], true, false];
const NO_POINTS: ExpressionSpecification = ['match', ['geometry-type'], ['Point', 'MultiPoint'], false, true];

function byGroup(colours: Colours, prefix: 'mark' | 'on-mark'): ExpressionSpecification {
  const colour = (group: number): string => colours[`${prefix}-${group}` as Token];
  return ['match', GROUP, 0, colour(0), 1, colour(1), 2, colour(2), 3, colour(3), 4, colour(4), colour(5)];
}

/** The name of the image of a group's mark in a scheme. */
function image(colours: Colours): ExpressionSpecification {
  return ['concat', `mark-${colours.scheme}-`, ['to-string', GROUP]];
}

/** The layers of places over those of a ground, bottom to top: its names stay over lines and areas. */
export function overGround(ground: LayerSpecification[], colours: Colours): LayerSpecification[] {
  const names = ground.filter(({ type }) => type === 'symbol');
  const rest = ground.filter(({ type }) => type !== 'symbol');
  return [...rest, ...shapeLayers(colours), ...names, nameLayer(colours), ...pointLayers(colours), ...markedLayers(colours), hereLayer(colours)];
}

function shapeLayers(colours: Colours): LayerSpecification[] {
  const shared = { source: PLACES, 'source-layer': SHAPES };
  const colour = byGroup(colours, 'mark');
  return [
    { id: 'shape-areas', type: 'fill', ...shared, filter: AREAS, paint: { 'fill-color': colour, 'fill-opacity': 0.2 } },
    { id: 'shape-edges', type: 'line', ...shared, filter: AREAS, paint: { 'line-color': colour, 'line-width': 1.5 } },
    {
      id: 'shape-lines', type: 'line', ...shared, filter: ['!', AREAS], layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': colour, 'line-width': ['interpolate', ['linear'], ['zoom'], 11, 2, 16, 5] },
    },
  ];
}

function nameLayer(colours: Colours): LayerSpecification {
  return {
    id: 'area-names', type: 'symbol', source: PLACES, 'source-layer': NAMES,
    layout: {
      'text-field': ['get', 't'], 'text-font': BOLD, 'text-size': 14, 'text-max-width': 8,
      'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'], 'text-radial-offset': 0.6,
    },
    paint: { 'text-color': colours.ink, 'text-halo-color': colours.surface, 'text-halo-width': 1.8 },
  };
}

function pointLayers(colours: Colours): LayerSpecification[] {
  const shared = { source: PLACES, 'source-layer': POINTS };
  return [
    {
      id: 'others', type: 'symbol', source: PLACES, 'source-layer': OTHERS, maxzoom: 18,
      layout: { 'icon-image': image(colours), 'icon-size': 0.68, 'icon-allow-overlap': true, 'icon-ignore-placement': true },
    },
    {
      id: 'points', type: 'symbol', ...shared, filter: ['==', ['get', 'n'], 1],
      layout: { 'icon-image': image(colours), 'icon-allow-overlap': true, 'icon-ignore-placement': true },
    },
    {
      id: 'clusters', type: 'circle', ...shared, filter: ['>', ['get', 'n'], 1],
      paint: {
        'circle-color': colours.accent, 'circle-stroke-color': colours.surface, 'circle-stroke-width': 2.5,
        'circle-radius': ['interpolate', ['linear'], ['log10', ['get', 'n']], 0, 13, 1, 15, 3, 22, 5, 30],
      },
    },
    {
      id: 'cluster-numbers', type: 'symbol', ...shared, filter: ['>', ['get', 'n'], 1],
      layout: { 'text-field': ['get', 't'], 'text-font': BOLD, 'text-size': 14, 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': colours['on-accent'] },
    },
  ];
}

/** The place that is shown and the three nearest: ringed, the nearest with their numbers. */
function markedLayers(colours: Colours): LayerSpecification[] {
  const points: ExpressionSpecification = ['==', ['geometry-type'], 'Point'];
  const shapes = NO_POINTS;
  const chosen: ExpressionSpecification = ['case', ['get', 'chosen'], 3, 2];
  return [
    { id: 'chosen-areas', type: 'fill', source: MARKED, filter: AREAS, paint: { 'fill-color': byGroup(colours, 'mark'), 'fill-opacity': 0.35 } },
    { id: 'chosen-edges', type: 'line', source: MARKED, filter: shapes, paint: { 'line-color': colours.ink, 'line-width': 4 } },
    {
      id: 'rings', type: 'circle', source: MARKED, filter: points,
      paint: {
        'circle-color': colours.surface, 'circle-stroke-color': colours.ink,
        'circle-stroke-width': chosen, 'circle-radius': ['case', ['get', 'chosen'], 19, 17],
      },
    },
    {
      id: 'ranked-marks', type: 'circle', source: MARKED, filter: ['all', points, ['!=', ['get', 'rank'], '']],
      paint: { 'circle-color': byGroup(colours, 'mark'), 'circle-radius': 14 },
    },
    {
      id: 'ranks', type: 'symbol', source: MARKED, filter: points,
      layout: { 'text-field': ['get', 'rank'], 'text-font': BOLD, 'text-size': 15, 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': byGroup(colours, 'on-mark') },
    },
    {
      id: 'chosen-marks', type: 'symbol', source: MARKED, filter: ['all', points, ['==', ['get', 'rank'], '']],
      layout: { 'icon-image': image(colours), 'icon-allow-overlap': true, 'icon-ignore-placement': true },
    },
  ];
}

function hereLayer(colours: Colours): LayerSpecification {
  const paint = {
    'circle-color': colours.ink, 'circle-radius': 8, 'circle-stroke-color': colours.surface, 'circle-stroke-width': 4,
  };
  return { id: 'here', type: 'circle', source: HERE, paint };
}
