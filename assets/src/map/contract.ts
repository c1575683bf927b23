/** What the server gives a map of places: settings in the page, and one compact file of places. */
import type { Geometry } from 'geojson';

/** In degrees (WGS 84): longitude, latitude. */
export type Position = [number, number];
/** In degrees: west, south, east, north. */
export type Bounds = [number, number, number, number];

/** What is drawn under the places. */
export type BaseMap =
  | { kind: 'none' }
  | { kind: 'plan'; url: string; attribution?: string }
  | { kind: 'raster'; tiles: string[]; attribution: string; maxzoom?: number; name: string }
  | { kind: 'style'; url: string; attribution?: string; name: string }
  | { kind: 'pmtiles'; url: string; attribution?: string; name: string };

/** The JSON of `script[data-map]`. */
export interface MapSettings {
  /** Null where the view is being made and has no address yet. */
  file: string | null;
  hours: string | null;
  labels: Record<string, string>;
  /** By field, what a code means. */
  values: Record<string, Record<string, string>>;
  base: BaseMap;
  addresses: string | null;
  download: string;
  /** The page of the file's first rows, where it has one. */
  rows: string | null;
  embed: string | null;
  title: string;
  asOf: string | null;
  department: string | null;
  left: { count: number; url: string } | null;
}

export type FieldKind = 'text' | 'number' | 'integer' | 'boolean' | 'date' | 'hours' | 'phone' | 'email' | 'link';
export type Value = string | number | boolean | null;

/** A column of the file: values one by one, or places in a list of texts that come back. */
export interface FileField {
  name: string;
  kind: FieldKind;
  values?: Value[];
  dict?: string[];
  at?: number[];
  /** Between the values of a cell that holds several: « verre|emballages ». */
  separator?: string;
}

/** Which field says what of a place. */
export interface Roles {
  title?: string;
  subtitle?: string;
  category?: string;
  address?: string[];
  hours?: string;
  phone?: string;
  email?: string;
  link?: string;
  state?: string;
}

export interface Category {
  value: string;
  count: number;
}

/** Records and texts of some places of a file that has very many; as in the file itself. */
export interface FilePart {
  row: number[];
  fields: FileField[];
}

/** The compact file; `x`, `y` and `row` are differences from the place before. */
export interface CompactFile {
  v: number;
  count: number;
  bounds: Bounds;
  /** What to look at first, where a few places lie far from the others. */
  home?: Bounds;
  scale: number;
  x: number[];
  y: number[];
  row: number[];
  fields: FileField[];
  roles: Roles;
  categories: Category[];
  filters: string[];
  shapes?: [number, Geometry][];
  /** Of very many places `row`, and fields that are told without values, come in parts of so many places. */
  parts?: { places: number; last: number };
}

/** Opening hours by the text that the file holds; minutes from the midnight that begins `day`. */
export interface HoursFile {
  day: string;
  zone: string;
  hours: Record<string, { sentences: string[]; open: [number, number][] }>;
}
