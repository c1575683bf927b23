/** The places of a file, in memory: columns, and what is told of each. Runs in the worker. */
import type { CompactFile, FieldKind, FileField, Position, Value } from './contract';
import type { CsvForm, Fact, PlaceRow } from './messages';
import { own } from './own';
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

function reader({ dict, at, values }: FileField): (index: number) => Value {
  if (dict && at) return (index) => dict[at[index] ?? -1] ?? null;
  return (index) => values?.[index] ?? null;
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
  private readonly x: Int32Array;
  private readonly y: Int32Array;
  private readonly facets = new Map<string, Facet>();
  private readonly indexOf = new Map<number, number>();
  private haystacks: string[] | null = null;
  private groups: Map<string, number>;

  constructor(readonly file: CompactFile, private readonly values: Record<string, Record<string, string>>) {
    this.count = file.count;
    this.x = added(file.x);
    this.y = added(file.y);
    this.rows = added(file.row);
    this.columns = file.fields.map((field) => ({
      name: field.name, kind: field.kind, separator: field.separator, read: reader(field),
    }));
    this.shapes = new Map(file.shapes ?? []);
    const alone = file.categories.length <= GROUPS ? GROUPS : GROUPS - 1;
    this.groups = new Map(file.categories.map(({ value }, at) => [value, Math.min(at, alone)]));
    this.rows.forEach((row, index) => this.indexOf.set(row, index));
  }

  at(index: number): Position {
    return [this.x[index]! / this.file.scale, this.y[index]! / this.file.scale];
  }

  /** Whether two places stand on the same spot, to a metre. */
  together(one: number, other: number): boolean {
    return this.x[one] === this.x[other] && this.y[one] === this.y[other];
  }

  /** The index of a record of the department's file, -1 where the map does not have it. */
  find(row: number): number {
    return this.indexOf.get(row) ?? -1;
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
    const order = Int32Array.from({ length: this.count }, (_, index) => index);
    if (!this.byName) return order.sort((one, other) => this.rows[one]! - this.rows[other]!);
    const { compare } = new Intl.Collator('fr', { numeric: true });
    const titles = Array.from(order, (index) => this.name(index));
    return order.sort((one, other) => compare(titles[one]!, titles[other]!) || this.rows[one]! - this.rows[other]!);
  }

  title(index: number): string {
    return this.words(this.column(this.file.roles.title), index);
  }

  /** What a place is called where it has no name: by its address, or its kind. */
  name(index: number): string {
    return this.title(index) || this.address(index) || this.kind(index);
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
