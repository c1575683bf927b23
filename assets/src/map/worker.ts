/** Holds the places and answers the page's questions about them, out of the way of its clicks. */
import type { CompactFile } from './contract';
import { distance, Finder, type Found } from './finding';
import type { CsvForm, Envelope, Failed, Loaded, PlaceDetails, PlaceRow, Preparing, Query, Question, Questions, Reply, Result } from './messages';
import { Places } from './places';
import { Tiles } from './tiles';

const NEAREST = 3;
const FIRST_WAIT = 2; // seconds, where the server names none
const MOST_IN_STACK = 100;
const SOON = 30; // milliseconds

/** The status of a file that has changed since the page was made. */
const GONE = 410;

let places: Places;
let finder: Finder;
let found: Found = { indices: new Int32Array(), metres: null, counts: {}, others: new Int32Array() };
let tiles: Tiles | null = null;
let version = 0;
let queries = 0;

async function load({ url, values }: Questions['load']['ask']): Promise<Loaded | Preparing | Failed> {
  const response = await fetch(url);
  if (response.status === 202) {
    return { state: 'preparing', seconds: Number(response.headers.get('Retry-After')) || FIRST_WAIT };
  }
  const content = (await response.json().catch(() => null)) as (CompactFile & Partial<Failed>) | null;
  if (!response.ok || !content) {
    const state = response.status === GONE ? 'moved' : content?.state === 'refused' ? 'refused' : 'failed';
    return { state, message: content?.message ?? '', why: content?.why ?? '' };
  }
  places = new Places(content, values, url);
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
    order: places.inParts ? 'byPlace' : places.byName ? 'byName' : 'byFile',
    hasPoints: places.shapes.size < file.count,
    hasShapes: places.shapes.size > 0,
  };
}

async function query(asked: Query): Promise<Result> {
  const number = (queries += 1);
  if (asked.words) await places.bring();
  const now = finder.find(asked);
  if (now.metres) await places.bring(now.indices.subarray(0, NEAREST));
  if (number === queries) found = now; // of two that cross, the later one stays
  tiles = null;
  version += 1;
  setTimeout(index, SOON);
  const nearest = found.metres ? await rows({ from: 0, to: NEAREST }) : [];
  return { version, total: found.indices.length, counts: found.counts, bounds: places.bounds(found.indices), nearest };
}

/** Make the tiles of what was found: once its list is on its way, or when the map asks. */
function index(): Tiles {
  tiles ??= new Tiles(places, found.indices, found.others);
  return tiles;
}

function row(index: number): PlaceRow {
  return places.row(index, found.metres?.[index] ?? null);
}

async function rows({ from, to }: { from: number; to: number }): Promise<PlaceRow[]> {
  const asked = found.indices.subarray(from, to);
  await places.bring(asked);
  return Array.from(asked, row);
}

async function place({ row: number }: { row: number }): Promise<PlaceDetails | null> {
  await places.bringRecord(number);
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

/** The places that the query finds so near to one that a screen does not tell them apart. */
async function stack({ row: number, metres }: Questions['stack']['ask']): Promise<PlaceRow[]> {
  const from = places.at(places.find(number));
  const near = found.indices.filter((index) => distance(from, places.at(index)) <= metres).subarray(0, MOST_IN_STACK);
  await places.bring(near);
  return Array.from(near, row);
}

async function csv(form: CsvForm): Promise<string> {
  await places.bring(found.indices);
  return places.csv(found.indices, form);
}

function tile(asked: Questions['tile']['ask']): ArrayBuffer {
  return asked.version === version ? index().tile(asked.z, asked.x, asked.y) : new ArrayBuffer(0);
}

const answers: { [Q in Question]: (ask: Questions[Q]['ask']) => Questions[Q]['answer'] | Promise<Questions[Q]['answer']> } =
  { load, query, rows, place, tile, stack, csv };

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
