// What one writes in an hour: MapLibre with its own clusters over a GeoJSON file.
import { LngLatBounds, Map, setWorkerUrl } from './maplibre-gl.mjs';

setWorkerUrl(new URL('maplibre-gl-worker.mjs', import.meta.url).href);
const asked = new URLSearchParams(location.search);
const [west, south, east, north] = asked.get('bounds').split(',').map(Number);
const box = document.querySelector('#map');
box.style.width = `${asked.get('width')}px`;
box.style.height = `${asked.get('height')}px`;
const points = { source: 'places', filter: ['!', ['has', 'point_count']] };
const clusters = { source: 'places', filter: ['has', 'point_count'] };
const map = new Map({
  container: box,
  bounds: new LngLatBounds([west, south, east, north]),
  fitBoundsOptions: { padding: 48 },
  attributionControl: false,
  fadeDuration: 0,
  style: {
    version: 8,
    sources: { places: { type: 'geojson', data: asked.get('data'), cluster: true, clusterRadius: 45, clusterMaxZoom: 17 } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': '#eeeae4' } },
      { id: 'points', type: 'circle', ...points, paint: { 'circle-color': '#005a9c', 'circle-radius': 8 } },
      { id: 'clusters', type: 'circle', ...clusters, paint: { 'circle-color': '#005a9c', 'circle-radius': 20 } },
      {
        id: 'numbers', type: 'symbol', ...clusters, paint: { 'text-color': '#fff' },
        layout: { 'text-field': ['get', 'point_count_abbreviated'], 'text-font': ['sans-serif'], 'text-allow-overlap': true },
      },
    ],
  },
});
map.on('idle', () => {
  if (map.queryRenderedFeatures({ layers: ['points', 'clusters'] }).length) box.dataset.cityState = 'ready';
});
