/** Which places a query finds, in which order, and how many each filter would. In the worker. */
import type { Position } from './contract';
import type { Query } from './messages';
import { own } from './own';
import { fold, type Places } from './places';

const EARTH_RADIUS = 6_371_008.8; // metres, the mean radius of the IUGG
const RADIANS = Math.PI / 180;
/** More than a map has places; decimetres around the Earth still fit before it. */
const INDICES = 2 ** 24;

export interface Found {
  /** Indices of places in the order of the list. */
  indices: Int32Array;
  /** By index of a place, metres; null without a point to measure from. */
  metres: Float64Array | null;
  counts: Record<string, Record<string, number>>;
  /** Those that only their category keeps from being found. */
  others: Int32Array;
}

/** Metres between two positions as the crow flies (haversine). */
export function distance([lon1, lat1]: Position, [lon2, lat2]: Position): number {
  const height = Math.sin(((lat2 - lat1) * RADIANS) / 2) ** 2;
  const width = Math.sin(((lon2 - lon1) * RADIANS) / 2) ** 2;
  const chord = height + Math.cos(lat1 * RADIANS) * Math.cos(lat2 * RADIANS) * width;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** What one field lets pass: the code that each place has, and which codes are wanted. */
interface Gate {
  name: string;
  values: string[];
  codes: Int32Array;
  parts: number[][] | undefined;
  wanted: Set<number> | null;
  counts: Int32Array;
}

export class Finder {
  private readonly order: Int32Array;

  constructor(private readonly places: Places) {
    this.order = places.inOrder();
  }

  find(query: Query): Found {
    const gates = this.gates(query.chosen);
    const words = fold(query.words).split(/\s+/).filter(Boolean);
    const kept = new Int32Array(this.places.count);
    const others: number[] = [];
    let total = 0;
    for (const index of this.order) {
      if (words.length && !this.holds(index, words)) continue;
      const shut = count(gates, index);
      if (shut === OPEN) kept[total++] = index;
      else if (gates[shut]?.name === this.places.file.roles.category) others.push(index);
    }
    const indices = kept.slice(0, total);
    const metres = query.near && this.measure(indices, query.near);
    if (metres) byDistance(indices, metres);
    return { indices, metres, counts: Object.fromEntries(gates.map(counted)), others: Int32Array.from(others) };
  }

  private gates(chosen: Record<string, string[]>): Gate[] {
    const { roles, filters } = this.places.file;
    const names = new Set([roles.category, roles.hours, ...filters, ...Object.keys(chosen)]);
    const known = [...names].filter((name) => this.places.column(name) !== undefined) as string[];
    return known.map((name) => {
      const { values, codes, parts } = this.places.facet(name);
      const asked = own(chosen, name);
      // a value that no place has lets none pass
      const wanted = asked ? new Set(asked.map((value) => values.indexOf(value)).filter((code) => code >= 0)) : null;
      return { name, values, codes, parts, wanted, counts: new Int32Array(values.length) };
    });
  }

  private holds(index: number, words: string[]): boolean {
    const haystack = this.places.haystack(index);
    return words.every((word) => haystack.includes(word));
  }

  private measure(indices: Int32Array, from: Position): Float64Array {
    const metres = new Float64Array(this.places.count);
    for (const index of indices) metres[index] = distance(from, this.places.at(index));
    return metres;
  }
}

/** Decimetres, then the place's index: as one number each, a million sort in a tenth of a second. */
function byDistance(indices: Int32Array, metres: Float64Array): void {
  const keys = Float64Array.from(indices, (index) => Math.round(metres[index]! * 10) * INDICES + index).sort();
  keys.forEach((key, at) => { indices[at] = key % INDICES; });
}

const NONE: number[] = [];
const OPEN = -1;
const SEVERAL = -2;

/**
 * Count a place at the gates that it passes, if all others let it pass too. Gives which one gate
 * is shut to it, `OPEN` where none is, `SEVERAL` where more are.
 */
function count(gates: Gate[], index: number): number {
  let shut = OPEN;
  for (let at = 0; at < gates.length; at += 1) { // an iterator would cost more than the rest
    const gate = gates[at]!;
    if (!gate.wanted || passes(gate, index)) continue;
    if (shut !== OPEN) return SEVERAL;
    shut = at;
  }
  for (const gate of shut === OPEN ? gates : [gates[shut]!]) {
    const code = gate.codes[index]!;
    if (code < 0) continue;
    if (!gate.parts) gate.counts[code]! += 1;
    else for (const part of gate.parts[code] ?? NONE) gate.counts[part]! += 1;
  }
  return shut;
}

/** Whether a place has a value that is wanted. */
function passes({ codes, parts, wanted }: Gate, index: number): boolean {
  const code = codes[index]!;
  return parts ? (parts[code] ?? NONE).some((part) => wanted!.has(part)) : wanted!.has(code);
}

function counted({ name, values, counts }: Gate): [string, Record<string, number>] {
  return [name, Object.fromEntries(values.map((value, code) => [value, counts[code]!]))];
}
