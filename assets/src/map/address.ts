/**
 * The state of the view in the fragment of the page's address, which no server is sent: whoever
 * opens the address sees the same. A position that the device gave is never written there.
 */
import type { Position } from './contract';

/** From where distances are measured. */
export interface Origin {
  at: Position;
  /** An address; empty where the device gave the position. */
  label: string;
}

export interface Camera {
  centre: Position;
  zoom: number;
}

export interface State {
  words: string;
  chosen: Record<string, string[]>;
  openNow: boolean;
  origin: Origin | null;
  /** The record number of the place that is shown. */
  place: number | null;
  camera: Camera | null;
  listOnly: boolean;
}

const FILTER = 'f.';

export function emptyState(): State {
  return { words: '', chosen: Object.create(null) as State['chosen'], openNow: false, origin: null, place: null, camera: null, listOnly: false };
}

/** Write a state as a fragment, without its `#`; empty for the first state. */
export function written(state: State): string {
  const query = new URLSearchParams();
  if (state.words) query.set('q', state.words);
  for (const [field, values] of Object.entries(state.chosen)) values.forEach((value) => query.append(FILTER + field, value));
  if (state.openNow) query.set('open', '1');
  if (state.origin?.label) query.set('near', [...state.origin.at.map((each) => each.toFixed(5)), state.origin.label].join(','));
  if (state.place !== null) query.set('place', String(state.place));
  if (state.listOnly) query.set('list', '1');
  if (state.camera) {
    const [lon, lat] = state.camera.centre;
    query.set('map', [state.camera.zoom.toFixed(2), lat.toFixed(5), lon.toFixed(5)].join('/'));
  }
  return query.toString();
}

/** Read what an address says; what is not understood is passed by. `?place=12` counts too. */
export function read(location: Location): State {
  const query = new URLSearchParams(location.hash.slice(1));
  const asked = query.get('place') ?? new URLSearchParams(location.search).get('place') ?? '';
  const state = emptyState();
  for (const [name, value] of query) {
    if (name.startsWith(FILTER)) (state.chosen[name.slice(FILTER.length)] ??= []).push(value);
  }
  return {
    ...state,
    words: query.get('q') ?? '',
    openNow: query.has('open'),
    origin: originOf(query.get('near') ?? ''),
    place: /^\d{1,9}$/.test(asked) ? Number(asked) : null,
    camera: cameraOf(query.get('map') ?? ''),
    listOnly: query.has('list'),
  };
}

function originOf(text: string): Origin | null {
  const [lon, lat, ...label] = text.split(',');
  const at = position(lon, lat);
  return at && label.length ? { at, label: label.join(',') } : null;
}

function cameraOf(text: string): Camera | null {
  const [zoom = '', lat, lon] = text.split('/');
  const centre = position(lon, lat);
  return centre && zoom && Number(zoom) >= 0 && Number(zoom) <= 24 ? { centre, zoom: Number(zoom) } : null;
}

function position(lon = '', lat = ''): Position | null {
  const at: Position = [Number(lon), Number(lat)];
  const sound = lon.trim() && lat.trim() && Math.abs(at[0]) <= 180 && Math.abs(at[1]) < 85;
  return sound ? at : null;
}
