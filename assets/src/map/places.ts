/** The places of a file, in memory: columns, and what is told of each. Runs in the worker. */
import { type Grid, toGrid } from './clusters';
import type { Bounds, CompactFile, FieldKind, Position, Value } from './contract';
import { corners } from './geometry';
import type { CsvForm, Fact, PlaceRow } from './messages';
import { own } from './own';
import { reader, Texts } from './texts';
import type { Geometry } from 'geojson';

/** So many kinds have a colour and a shape of their own; of more, the last one holds the others. */
export const GROUPS = 6;
/** Sorting by name costs a second above. */
const SORTED_BY_NAME = 20_000;
/** A spreadsheet would run what begins so. */
const FORMULA = /^[=+\-@\t\r]/;

/** A column; `read` gives the value as the file has it. */
export interface Column {
  name: string;
  kind: FieldKind;
  separator: string | undefined;
  read: (index: number) => Value;
}

/** The values of a column that few places differ in, and which one each place has (-1: none). */
export interface Facet {
  values: string[];
  codes: Int32Array;
  /** Where cells hold several values: by code, the places of its values in `values`. */
  parts?: number[][];
}

/** Add up differences. */
function added(differences: number[]): Int32Array {
  let sum = 0;
  return Int32Array.from(differences, (each) => (sum += each));
}

function split(written: string, separator: string): string[] {
  return written.split(separator).map((part) => part.trim()).filter(Boolean);
}

/** Take apart cells that hold several values. */
function apart(cells: string[], separator: string): { values: string[]; parts: number[][] } {
  const listed = cells.map((cell) => split(cell, separator));
  const values = [...new Set(listed.flat())];
  return { values, parts: listed.map((parts) => parts.map((part) => values.indexOf(part))) };
}

/** Write a value as filters and addresses name it. */
export function text(value: Value | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

/** Fold accents, capitals and apostrophes: « L’École » is found as « l'ecole ». */
export function fold(written: string): string {
  return written.normalize('NFD').replace(/\p{M}/gu, '').replace(/œ/gi, 'oe').replace(/[’ʼ]/g, "'").toLowerCase();
}

export class Places {
  readonly count: number;
  readonly columns: Column[];
  readonly rows: Int32Array;
  readonly shapes: Map<number, Geometry>;
  readonly grid: Grid;
  private readonly x: Int32Array;
  private readonly y: Int32Array;
  private readonly facets = new Map<string, Facet>();
  /** By record number, one more than the index of its place; 0 where it has none. */
  private readonly indexOf: Int32Array;
  private haystacks: string[] | null = null;
  private groups: Map<string, number>;

  /** Where records and texts come in parts. */
  private readonly texts: Texts | null;

  /** @param url Of the file, from where its parts are fetched. */
  constructor(readonly file: CompactFile, private readonly values: Record<string, Record<string, string>>, url = '') {
    this.count = file.count;
    this.x = added(file.x);
    this.y = added(file.y);
    const { parts } = file;
    this.rows = parts ? new Int32Array(file.count) : added(file.row);
    file.x = file.y = file.row = []; // of a million places they would be held twice
    this.grid = toGrid(this.x, this.y, file.scale);
    const texts = parts ? new Texts(url, parts.places, file.count, (rows, from) => this.number(added(rows), from)) : null;
    this.texts = texts;
    this.columns = file.fields.map((field) => ({
      name: field.name, kind: field.kind, separator: field.separator,
      read: texts && !field.dict && !field.values ? (index) => texts.read(field.name, index) : reader(field),
    }));
    this.shapes = new Map(file.shapes ?? []);
    const alone = file.categories.length <= GROUPS ? GROUPS : GROUPS - 1;
    this.groups = new Map(file.categories.map(({ value }, at) => [value, Math.min(at, alone)]));
    const last = parts?.last ?? this.rows.reduce((most, row) => Math.max(most, row), -1);
    this.indexOf = new Int32Array(last + 1);
    if (!parts) this.number(this.rows, 0);
  }

  /** Note the records of places from an index on. */
  private number(rows: Int32Array, from: number): void {
    if (rows !== this.rows) this.rows.set(rows, from);
    rows.forEach((row, at) => { this.indexOf[row] = from + at + 1; });
  }

  /** Whether records and texts come only when somebody looks at them. */
  get inParts(): boolean {
    return this.texts !== null;
  }

  /** Have all that is told of these places here; of all where none are named. */
  async bring(indices?: Int32Array): Promise<void> {
    await (indices ? this.texts?.bring(indices) : this.texts?.bringAll());
  }

  /** Have a record here, and all that is told of its place. */
  async bringRecord(record: number): Promise<void> {
    if (record < 0) await this.texts?.bring([-record - 1]);
    else if (record < this.indexOf.length) await this.texts?.bringAll(() => this.find(record) >= 0);
  }

  /** What the map calls a place: its record, or less than 0 while this is not known. */
  record(index: number): number {
    return this.rows[index]! || -index - 1;
  }

  at(index: number): Position {
    return [this.x[index]! / this.file.scale, this.y[index]! / this.file.scale];
  }

  /** The box to look at for places: the smallest around them; null around none. */
  bounds(indices: Int32Array): Bounds | null {
    const { home } = this.file;
    if (home && indices.length === this.count) return home;
    if (!indices.length) return null;
    const { x, y, shapes } = this;
    const { scale } = this.file;
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    const widen = (lon: number, lat: number): void => {
      if (lon < west) west = lon;
      if (lat < south) south = lat;
      if (lon > east) east = lon;
      if (lat > north) north = lat;
    };
    for (const index of indices) {
      widen(x[index]!, y[index]!);
      const shape = shapes.size ? shapes.get(index) : undefined;
      if (shape) corners(shape).forEach(([lon, lat]) => widen(lon * scale, lat * scale));
    }
    return [west / scale, south / scale, east / scale, north / scale];
  }

  /** The index of a record of the department's file, or as the map calls it; -1 where there is none. */
  find(row: number): number {
    if (row < 0) return -row <= this.count ? -row - 1 : -1;
    return (this.indexOf[row] ?? 0) - 1;
  }

  column(name: string | undefined): Column | undefined {
    return this.columns.find((each) => each.name === name);
  }

  /** A value in words: what its code means, where the schema says so. */
  words(column: Column | undefined, index: number): string {
    if (!column) return '';
    const written = text(column.read(index));
    const parts = column.separator ? split(written, column.separator) : [written];
    return parts.map((part) => own(own(this.values, column.name), part) ?? part).join(', ');
  }

  group(index: number): number {
    const { category } = this.file.roles;
    if (!category) return 0;
    const column = this.column(category);
    const written = text(column?.read(index));
    const first = column?.separator ? split(written, column.separator)[0] ?? '' : written;
    return this.groups.get(first) ?? Math.min(this.file.categories.length, GROUPS - 1);
  }

  facet(name: string): Facet {
    let facet = this.facets.get(name);
    if (!facet) this.facets.set(name, (facet = this.makeFacet(name)));
    return facet;
  }

  private makeFacet(name: string): Facet {
    const { dict, at, separator } = this.file.fields.find((field) => field.name === name) ?? {};
    if (dict && at) return { ...(separator ? apart(dict, separator) : { values: dict }), codes: Int32Array.from(at) };
    const column = this.column(name);
    const known = new Map<string, number>();
    const code = (written: string): number => {
      if (!written) return -1;
      if (!known.has(written)) known.set(written, known.size);
      return known.get(written)!;
    };
    const codes = Int32Array.from({ length: this.count }, (_, index) => code(text(column?.read(index))));
    return { values: [...known.keys()], codes };
  }

  /** What is looked through when somebody searches, folded; made at the first search. */
  haystack(index: number): string {
    this.haystacks ??= this.makeHaystacks();
    return this.haystacks[index] ?? '';
  }

  private makeHaystacks(): string[] {
    const searched = this.columns.filter(({ kind }) => kind === 'text');
    const folded = new Map<string, string>();
    const foldOnce = (written: string): string => {
      let known = folded.get(written);
      if (known === undefined) folded.set(written, (known = fold(written)));
      return known;
    };
    return Array.from({ length: this.count }, (_, index) =>
      searched.map((column) => foldOnce(this.words(column, index))).join('\n'));
  }

  /** Whether the list goes by name. */
  get byName(): boolean {
    return this.count <= SORTED_BY_NAME && (this.file.roles.title ?? this.file.roles.address) !== undefined;
  }

  /** All places in the order of a list without distances. */
  inOrder(): Int32Array {
    if (this.inParts) return Int32Array.from(this.rows.keys());
    const order = this.indexOf.filter((place) => place > 0).map((place) => place - 1);
    if (!this.byName) return order;
    const { compare } = new Intl.Collator('fr', { numeric: true });
    const titles = Array.from({ length: this.count }, (_, index) => this.sortedAs(index));
    return order.sort((one, other) => compare(titles[one]!, titles[other]!) || this.rows[one]! - this.rows[other]!);
  }

  title(index: number): string {
    return this.words(this.column(this.file.roles.title), index);
  }

  /** What a place is called where it has no name: by its address, or its kind. */
  name(index: number): string {
    return this.title(index) || this.address(index) || this.kind(index);
  }

  /** What stands for a place in the order of names: of an address the street before the number. */
  private sortedAs(index: number): string {
    const [street, ...numbers] = (this.file.roles.address ?? []).toReversed().map((name) => this.words(this.column(name), index));
    return this.title(index) || [street, ...numbers.toReversed()].filter(Boolean).join(' ') || this.kind(index);
  }

  private kind(index: number): string {
    return this.words(this.column(this.file.roles.category), index);
  }

  /** The address as one writes it: the parts that the place has, with spaces between. */
  address(index: number): string {
    const parts = (this.file.roles.address ?? []).map((name) => this.words(this.column(name), index));
    return parts.filter((part) => part !== '').join(' ');
  }

  row(index: number, metres: number | null): PlaceRow {
    const { subtitle, hours, state } = this.file.roles;
    const title = this.name(index);
    const told = [this.words(this.column(subtitle), index), this.address(index), this.kind(index)];
    return {
      row: this.rows[index]!,
      title,
      subtitle: told.find((words) => words !== '' && words !== title) ?? '',
      group: this.group(index),
      metres,
      hours: text(this.column(hours)?.read(index)),
      state: this.words(this.column(state), index),
      at: this.at(index),
    };
  }

  /** What is known of a place beside its title, empty values left out. */
  facts(index: number): Fact[] {
    const { title } = this.file.roles;
    return this.columns
      .filter(({ name }) => name !== title)
      .map((column) => ({ name: column.name, kind: column.kind, value: this.told(column, index) }))
      .filter(({ value }) => value !== null && value !== '');
  }

  private told(column: Column, index: number): Value {
    const value = column.read(index);
    if (column.separator) return this.words(column, index);
    return own(own(this.values, column.name), text(value)) ?? value;
  }

  /** Write places as a table, in the given order: all fields shown, latitude, longitude. */
  csv(indices: Int32Array, form: CsvForm): string {
    const header = [...this.columns.map(({ name }) => own(form.labels, name) ?? name), form.latitude, form.longitude];
    const lines = Array.from(indices, (index) => {
      const [longitude, latitude] = this.at(index);
      return [...this.columns.map((column) => this.told(column, index)), latitude, longitude];
    });
    return [header, ...lines].map((line) => line.map((value) => cell(value, form)).join(form.separator)).join('\r\n');
  }
}

function cell(value: Value, { separator, decimal }: CsvForm): string {
  if (typeof value === 'number') return String(value).replace('.', decimal);
  const written = text(value);
  const safe = FORMULA.test(written) ? `'${written}` : written;
  return safe.includes(separator) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
