/** Holds the places and answers the page's questions about them, out of the way of its clicks. */
import type { CompactFile } from './contract';
import { distance, Finder, type Found } from './finding';
import type { CsvForm, Envelope, Failed, Loaded, PlaceDetails, PlaceRow, Preparing, Query, Question, Questions, Reply, Result } from './messages';
import { Places } from './places';
import { CLUSTERED_TO, Tiles } from './tiles';

const NEAREST = 3;
const FIRST_WAIT = 2; // seconds, where the server names none
const MOST_IN_STACK = 100;
const SOON = 30; // milliseconds

let places: Places;
let finder: Finder;
let found: Found = { indices: new Int32Array(), metres: null, counts: {}, others: new Int32Array() };
let tiles: Tiles | null = null;
let version = 0;

async function load({ url, values }: Questions['load']['ask']): Promise<Loaded | Preparing | Failed> {
  const response = await fetch(url);
  if (response.status === 202) {
    return { state: 'preparing', seconds: Number(response.headers.get('Retry-After')) || FIRST_WAIT };
  }
  const content = (await response.json().catch(() => null)) as (CompactFile & { message?: string }) | null;
  if (!response.ok || !content) return { state: 'failed', message: content?.message ?? '' };
  places = new Places(content, values);
  finder = new Finder(places);
  return described(content);
}

function described(file: CompactFile): Loaded {
  return {
    state: 'loaded',
    count: file.count,
    bounds: file.bounds,
    fields: file.fields.map(({ name, kind }) => ({ name, kind })),
    roles: file.roles,
    categories: file.categories,
    filters: file.filters,
    byName: places.byName,
    hasPoints: places.shapes.size < file.count,
    hasShapes: places.shapes.size > 0,
  };
}

function query(asked: Query): Result {
  found = finder.find(asked);
  tiles = null;
  version += 1;
  setTimeout(index, SOON);
  const nearest = found.metres ? rows({ from: 0, to: NEAREST }) : [];
  return { version, total: found.indices.length, counts: found.counts, bounds: finder.bounds(found.indices), nearest };
}

/** Make the tiles of what was found: once its list is on its way, or when the map asks. */
function index(): Tiles {
  tiles ??= new Tiles(places, found.indices, found.others);
  return tiles;
}

function row(index: number): PlaceRow {
  return places.row(index, found.metres?.[index] ?? null);
}

function rows({ from, to }: { from: number; to: number }): PlaceRow[] {
  return Array.from(found.indices.subarray(from, to), row);
}

function place({ row: number }: { row: number }): PlaceDetails | null {
  const index = places.find(number);
  if (index < 0) return null;
  const at = found.indices.indexOf(index);
  const shown = at < 0 ? places.row(index, null) : row(index);
  return {
    ...shown,
    category: places.words(places.column(places.file.roles.category), index),
    facts: places.facts(index),
    address: places.address(index),
    shape: places.shapes.get(index) ?? null,
    place: at,
  };
}

/** Where a cluster opens, at the latest where nothing but spots are told apart. */
function cluster({ id }: { id: number }): { zoom: number } {
  return { zoom: Math.min(index().opensAt(id), CLUSTERED_TO + 1) };
}

/** The places that the query finds so near to one that a screen does not tell them apart. */
function stack({ row: number, metres }: Questions['stack']['ask']): PlaceRow[] {
  const from = places.at(places.find(number));
  const near = found.indices.filter((index) => distance(from, places.at(index)) <= metres);
  return Array.from(near.subarray(0, MOST_IN_STACK), row);
}

function csv(form: CsvForm): string {
  return places.csv(found.indices, form);
}

function tile(asked: Questions['tile']['ask']): ArrayBuffer {
  return asked.version === version ? index().tile(asked.z, asked.x, asked.y) : new ArrayBuffer(0);
}

const answers: { [Q in Question]: (ask: Questions[Q]['ask']) => Questions[Q]['answer'] | Promise<Questions[Q]['answer']> } =
  { load, query, rows, place, tile, cluster, stack, csv };

async function reply({ id, question, ask }: Envelope): Promise<void> {
  const sent = (message: Reply, moved: Transferable[] = []): void => postMessage(message, { transfer: moved });
  try {
    const answer = await (answers[question] as (asked: unknown) => unknown)(ask);
    sent({ id, answer }, answer instanceof ArrayBuffer ? [answer] : []);
  } catch (error) {
    sent({ id, error: String(error) });
  }
}

addEventListener('message', ({ data }: MessageEvent<Envelope>) => void reply(data));
