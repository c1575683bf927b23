/**
 * Records and texts of a map of very many places: they come in parts, each for places that stand
 * near to each other, when somebody looks at these. In the worker.
 */
import type { FileField, FilePart, Value } from './contract';

const TRIES = 3;
const PAUSE = 1_000; // milliseconds, longer each time
/** Parts that are fetched at once where all are wanted. */
const AT_ONCE = 6;

/** A column's values, one a place. */
export function reader({ dict, at, values }: FileField): (index: number) => Value {
  if (dict && at) return (index) => dict[at[index] ?? -1] ?? null;
  return (index) => values?.[index] ?? null;
}

export class Texts {
  private readonly asked = new Map<number, Promise<void>>();
  private readonly columns = new Map<number, Map<string, (index: number) => Value>>();

  /**
   * @param url Of the map file.
   * @param size Places of a part.
   * @param count Of all places.
   * @param came Told the records of a part: their differences, and the index of the first.
   */
  constructor(
    private readonly url: string,
    private readonly size: number,
    private readonly count: number,
    private readonly came: (rows: number[], from: number) => void,
  ) {}

  /** A value; null until its part is there. */
  read(name: string, index: number): Value {
    const part = Math.floor(index / this.size);
    return this.columns.get(part)?.get(name)?.(index - part * this.size) ?? null;
  }

  /** Have the texts of these places here. */
  async bring(indices: Iterable<number>): Promise<void> {
    const parts = new Set(Array.from(indices, (index) => Math.floor(index / this.size)));
    await Promise.all(Array.from(parts, (part) => this.part(part)));
  }

  /** Have all texts here, or those up to what is looked for. */
  async bringAll(enough: () => boolean = () => false): Promise<void> {
    const parts = Math.ceil(this.count / this.size);
    for (let part = 0; part < parts && !enough(); part += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, parts - part) }, (_, more) => this.part(part + more));
      await Promise.all(some);
    }
  }

  private part(number: number): Promise<void> {
    let asked = this.asked.get(number);
    if (!asked) {
      asked = this.load(number);
      this.asked.set(number, asked);
      asked.catch(() => this.asked.delete(number)); // whoever looks again asks again
    }
    return asked;
  }

  private async load(number: number): Promise<void> {
    const { row, fields } = await fetched(this.url.replace(/\.json$/, `/${number}.json`));
    this.columns.set(number, new Map(fields.map((field) => [field.name, reader(field)])));
    this.came(row, number * this.size);
  }
}

async function fetched(url: string): Promise<FilePart> {
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await fetch(url);
      if (response.ok) return (await response.json()) as FilePart;
      throw new Error(`${url}: ${response.status}`);
    } catch (error) {
      if (tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE * tries));
    }
  }
}
