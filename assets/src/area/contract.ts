/** What the server gives a map to choose an area on, and what its two users share. */
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import type { BaseMap, Bounds } from '../map/contract';
import { part } from '../map/parts';
import { Words, type WordList } from '../map/words';

export type Area = Polygon | MultiPolygon;

/** The JSON of `data-area`. */
export interface AreaSettings {
  base: BaseMap;
  /** Of the commune; null where it is not known. */
  bounds: Bounds | null;
  /** Address of the districts, `Districts`. */
  districts: string;
}

/** `value` is what an address says of the district, « quartiers/gare ». */
export type Districts = FeatureCollection<Area, { value: string; name: string; of: string }>;

export const NO_DISTRICTS: Districts = { type: 'FeatureCollection', features: [] };

export function settingsOf(root: HTMLElement): AreaSettings {
  return json<AreaSettings>(root, 'area');
}

export function wordsOf(root: HTMLElement): Words {
  return new Words(json<WordList>(root, 'words'));
}

/** In attributes: a page of results holds no script at all. */
function json<T>(root: HTMLElement, name: string): T {
  return JSON.parse(part(root, 'map').dataset[name] ?? '{}') as T;
}

/** Ask for the districts; a map without them is useful as well. */
export async function readDistricts(url: string): Promise<Districts> {
  try {
    const answer = await fetch(url);
    return answer.ok ? ((await answer.json()) as Districts) : NO_DISTRICTS;
  } catch {
    return NO_DISTRICTS;
  }
}
