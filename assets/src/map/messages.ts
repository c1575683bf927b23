/** What the page and its worker say to each other. */
import type { Bounds, Category, FieldKind, FileField, Position, Roles, Value } from './contract';
import type { Geometry } from 'geojson';

/** Which places are wanted, and in which order. */
export interface Query {
  words: string;
  /** By field, the values of which a place must have one, as `text` writes them. */
  chosen: Record<string, string[]>;
  /** From where distances are measured, and the nearest comes first. */
  near: Position | null;
}

/** What the file holds, once it is read. */
export interface Loaded {
  state: 'loaded';
  count: number;
  bounds: Bounds;
  fields: Pick<FileField, 'name' | 'kind'>[];
  roles: Roles;
  categories: Category[];
  filters: string[];
  /** How the list goes: a very long one as the department's file does, the longest as places stand. */
  order: 'byName' | 'byFile' | 'byPlace';
  hasPoints: boolean;
  hasShapes: boolean;
}

/** The file is being made: ask again in so many seconds. */
export interface Preparing {
  state: 'preparing';
  seconds: number;
}

/**
 * The file cannot be had now, never (there can be no map of it), or not here any more; `message` is
 * the server's sentence, if it gave one.
 */
export interface Failed {
  state: 'failed' | 'refused' | 'moved';
  message: string;
  /** The page that lists what is wrong, for who may mend it; "" where there is none. */
  why: string;
}

/** The places that a query finds. */
export interface Result {
  /** Counts the queries: tiles of an older one are not shown. */
  version: number;
  total: number;
  /** By field and value, how many places there would be if this field were not filtered. */
  counts: Record<string, Record<string, number>>;
  bounds: Bounds | null;
  /** The first three where a distance orders them. */
  nearest: PlaceRow[];
}

/** A place as a row of the list shows it. */
export interface PlaceRow {
  /** Its record number in the department's file. */
  row: number;
  title: string;
  subtitle: string;
  /** Which colour and shape it has, 0 to 5. */
  group: number;
  /** Metres as the crow flies. */
  metres: number | null;
  hours: string;
  state: string;
  at: Position;
}

export interface Fact {
  name: string;
  kind: FieldKind;
  value: Value;
}

/** All that is told of a place. */
export interface PlaceDetails extends PlaceRow {
  category: string;
  facts: Fact[];
  address: string;
  shape: Geometry | null;
  /** Its number in the list from 0, -1 where the query does not find it. */
  place: number;
}

/** How tables of texts are written: by the page's language. */
export interface CsvForm {
  separator: string;
  decimal: string;
  labels: Record<string, string>;
  latitude: string;
  longitude: string;
}

/** Each question and its answer. */
export interface Questions {
  load: { ask: { url: string; values: Record<string, Record<string, string>> }; answer: Loaded | Preparing | Failed };
  query: { ask: Query; answer: Result };
  rows: { ask: { from: number; to: number }; answer: PlaceRow[] };
  place: { ask: { row: number }; answer: PlaceDetails | null };
  tile: { ask: { version: number; z: number; x: number; y: number }; answer: ArrayBuffer };
  /** What stands within so many metres of a place. */
  stack: { ask: { row: number; metres: number }; answer: PlaceRow[] };
  csv: { ask: CsvForm; answer: string };
}
export type Question = keyof Questions;

export interface Envelope<Q extends Question = Question> {
  id: number;
  question: Q;
  ask: Questions[Q]['ask'];
}
export type Reply = { id: number; answer: unknown } | { id: number; error: string };
