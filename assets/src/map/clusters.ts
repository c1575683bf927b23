/**
 * Places gathered for a tile, without an index: they stand in the file in the order of a quadtree,
 * so those of any square of the map follow each other and are counted in one walk. What is counted
 * changes with each query, and nothing has to be built anew. In the worker.
 *
 * A tile and the squares beside it are divided into cells. Of cells whose middles are nearer than a
 * mark is wide, the highest in rank takes in the others; then the same of those that are left, three
 * times in all. What becomes of a cell depends on cells nearby only (four away in each turn), so that
 * neighbouring tiles agree and each place is counted in one of them.
 */

/** The map's whole width in whole numbers: a unit is some four centimetres. */
export const BITS = 30;
/** Cells along a tile: 32 pixels each, so that whatever is in one is within a mark's reach. */
const CELL_BITS = 4;
const CELLS = 1 << CELL_BITS;
/** In cells, how near to each other marks stand: 45 pixels; of very many places 62, or they crowd. */
const REACH = 45 / 32;
const WIDE_REACH = 62 / 32;
const PASSES = 3;
/** How many cells away one may be within reach. */
const RING = 2;
const WIDE = 3 * CELLS;
/** Squares whose counts are kept for the tiles beside them. */
const KEPT = 800;

/** Positions in units from the map's western and northern edges, in the order of the quadtree. */
export interface Grid {
  x: Int32Array;
  y: Int32Array;
}

/** Put degrees (WGS 84, in whole numbers of `scale`) onto Mercator's map, as the server sorts them. */
export function toGrid(lon: Int32Array, lat: Int32Array, scale: number): Grid {
  const whole = 2 ** BITS;
  const last = whole - 1;
  const x = lon.map((each) => Math.min(Math.floor((each / scale / 360 + 0.5) * whole), last));
  const y = lat.map((each) => {
    const sine = Math.sin((each / scale / 180) * Math.PI);
    const down = 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI;
    return Math.min(Math.max(Math.floor(down * whole), 0), last);
  });
  return { x, y };
}

/** What is drawn as one: where its middle is, in units, and what stands in it. */
export interface Cluster {
  x: number;
  y: number;
  /** How many places. */
  n: number;
  /** The index of one of them. */
  first: number;
  /** The side of the square around them, in units; 0 where all stand on one spot. */
  side: number;
}

/** The counts of a square's cells. */
interface Square {
  n: Int32Array;
  x: Float64Array;
  y: Float64Array;
  first: Int32Array;
  west: Int32Array;
  north: Int32Array;
  east: Int32Array;
  south: Int32Array;
}

function square(cells: number): Square {
  const whole = (fill = 0): Int32Array => new Int32Array(cells).fill(fill);
  const far = 2 ** BITS;
  return {
    n: whole(), x: new Float64Array(cells), y: new Float64Array(cells), first: whole(-1),
    west: whole(far), north: whole(far), east: whole(-1), south: whole(-1),
  };
}

/** Whether one position comes before another in the quadtree, the south counting more. */
function before(x1: number, y1: number, x2: number, y2: number): boolean {
  const [x, y] = [x1 ^ x2, y1 ^ y2];
  return x > y && y < (x ^ y) ? x1 < x2 : y1 < y2;
}

export class Clusters {
  private readonly squares = new Map<string, Square | null>();
  private readonly reach: number;

  /**
   * @param grid All places.
   * @param marks By place, what it is.
   * @param wanted Which of them are gathered.
   * @param apart Whether marks stand farther apart.
   */
  constructor(private readonly grid: Grid, private readonly marks: Uint8Array, private readonly wanted: number, apart: boolean) {
    this.reach = apart ? WIDE_REACH : REACH;
  }

  /** Gather the places of a tile; none of the clusters reaches into another tile. */
  tile(z: number, x: number, y: number): Cluster[] {
    const wide = this.around(z, x, y);
    if (!wide) return [];
    const heads = gathered(wide, (x - 1) * CELLS, (y - 1) * CELLS, this.reach * 2 ** (BITS - z - CELL_BITS));
    const unit = 2 ** (BITS - z);
    const clusters: Cluster[] = [];
    for (const at of heads) {
      const n = wide.n[at]!;
      const [middleX, middleY] = [wide.x[at]! / n, wide.y[at]! / n];
      if (Math.floor(middleX / unit) !== x || Math.floor(middleY / unit) !== y) continue;
      const side = Math.max(wide.east[at]! - wide.west[at]!, wide.south[at]! - wide.north[at]!);
      clusters.push({ x: middleX, y: middleY, n, first: wide.first[at]!, side });
    }
    return clusters;
  }

  /** The places of a tile by the spots on which they stand, if these are not more than so many. */
  spots(z: number, x: number, y: number, most: number): Cluster[] | null {
    const [from, to] = this.range(z, x, y);
    const spots: Cluster[] = [];
    let last: Cluster | undefined;
    for (let index = from; index < to; index += 1) {
      if (this.marks[index] !== this.wanted) continue;
      const [atX, atY] = [this.grid.x[index]!, this.grid.y[index]!];
      if (last && last.x === atX && last.y === atY) last.n += 1;
      else spots.push((last = { x: atX, y: atY, n: 1, first: index, side: 0 }));
      if (spots.length > most) return null;
    }
    return spots;
  }

  /** The places of a tile by its cells. */
  cells(z: number, x: number, y: number): Cluster[] {
    const found = this.square(z, x, y);
    if (!found) return [];
    const full = Array.from(found.n.keys()).filter((at) => found.n[at]! > 0);
    return full.map((at) => {
      const n = found.n[at]!;
      const side = Math.max(found.east[at]! - found.west[at]!, found.south[at]! - found.north[at]!);
      return { x: found.x[at]! / n, y: found.y[at]! / n, n, first: found.first[at]!, side };
    });
  }

  /** The cells of a tile and of the eight squares beside it; null where all are empty. */
  private around(z: number, x: number, y: number): Square | null {
    const wide = square(WIDE * WIDE);
    let empty = true;
    for (let down = -1; down <= 1; down += 1) {
      for (let aside = -1; aside <= 1; aside += 1) {
        const part = this.square(z, x + aside, y + down);
        if (!part) continue;
        empty = false;
        for (let line = 0; line < CELLS; line += 1) {
          const to = (line + (down + 1) * CELLS) * WIDE + (aside + 1) * CELLS;
          for (const name of Object.keys(part) as (keyof Square)[]) {
            wide[name].set(part[name].subarray(line * CELLS, (line + 1) * CELLS), to);
          }
        }
      }
    }
    return empty ? null : wide;
  }

  private square(z: number, x: number, y: number): Square | null {
    const key = `${z}/${x}/${y}`;
    let found = this.squares.get(key);
    if (found === undefined) {
      if (this.squares.size >= KEPT) this.squares.clear();
      this.squares.set(key, (found = this.count(z, x, y)));
    }
    return found;
  }

  private count(z: number, tileX: number, tileY: number): Square | null {
    const [from, to] = this.range(z, tileX, tileY);
    const { marks, wanted } = this;
    const { x, y } = this.grid;
    const shift = BITS - z - CELL_BITS;
    let found: Square | null = null;
    for (let index = from; index < to; index += 1) {
      if (marks[index] !== wanted) continue;
      found ??= square(CELLS * CELLS);
      const [atX, atY] = [x[index]!, y[index]!];
      const at = within((atY >> shift) - tileY * CELLS) * CELLS + within((atX >> shift) - tileX * CELLS);
      if (!found.n[at]) found.first[at] = index;
      found.n[at]! += 1;
      found.x[at]! += atX;
      found.y[at]! += atY;
      if (atX < found.west[at]!) found.west[at] = atX;
      if (atX > found.east[at]!) found.east[at] = atX;
      if (atY < found.north[at]!) found.north[at] = atY;
      if (atY > found.south[at]!) found.south[at] = atY;
    }
    return found;
  }

  /** Which places stand in a tile: from one index to before another. */
  private range(z: number, x: number, y: number): [number, number] {
    const across = 2 ** z;
    if (x < 0 || y < 0 || x >= across || y >= across) return [0, 0];
    const unit = 2 ** (BITS - z);
    return [this.first(x * unit, y * unit, true), this.first(x * unit + unit - 1, y * unit + unit - 1, false)];
  }

  /** The index of the first place not before a position; or, past it, of the first one after. */
  private first(x: number, y: number, from: boolean): number {
    const { grid } = this;
    let [low, high] = [0, grid.x.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const [atX, atY] = [grid.x[middle]!, grid.y[middle]!];
      const isBefore = from ? before(atX, atY, x, y) : !before(x, y, atX, atY);
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A coordinate's rounding may put a place a hair past its square. */
function within(cell: number): number {
  return Math.min(Math.max(cell, 0), CELLS - 1);
}

/**
 * Have full cells take in those beside them; gives the cells that are left.
 * @param west The first column of `cells`, counted from the map's edge; `north` its first row.
 * @param reach In units.
 */
function gathered(cells: Square, west: number, north: number, reach: number): number[] {
  const ranked = new Ranked(cells, west, north, reach);
  let open = ranked.full;
  const heads: number[] = [];
  for (let pass = 0; pass < PASSES && open.length; pass += 1) {
    const isHead = new Uint8Array(WIDE * WIDE);
    for (const at of open) if (ranked.isHighest(at)) isHead[at] = 1;
    const left: number[] = [];
    const done: number[] = [];
    for (const at of open) {
      const head = isHead[at] ? at : ranked.nearest(at, isHead);
      if (head === at) heads.push(at);
      else if (head >= 0) take(cells, head, at);
      (head < 0 ? left : done).push(at);
    }
    done.forEach((at) => ranked.forget(at));
    open = left;
  }
  return [...heads, ...open];
}

/**
 * Cells by rank, no two of them alike: by about how full they are, then by chance. By the number
 * itself, cells that empty towards one side would each wait for the next.
 */
class Ranked {
  readonly full: number[] = [];
  private readonly rank = new Float64Array(WIDE * WIDE);
  private readonly x = new Float64Array(WIDE * WIDE);
  private readonly y = new Float64Array(WIDE * WIDE);

  constructor(cells: Square, west: number, north: number, private readonly reach: number) {
    for (let at = 0; at < WIDE * WIDE; at += 1) {
      const n = cells.n[at]!;
      if (!n) continue;
      this.full.push(at);
      this.rank[at] = 1 + Math.floor(Math.log2(n) / 2) + chance(west + (at % WIDE), north + Math.floor(at / WIDE));
      this.x[at] = cells.x[at]! / n;
      this.y[at] = cells.y[at]! / n;
    }
  }

  /** Whether none within reach ranks higher. */
  isHighest(at: number): boolean {
    return !this.around(at).some((other) => this.rank[other]! > this.rank[at]! && this.apart(at, other) < this.reach);
  }

  /** The nearest head within reach; -1 where there is none. */
  nearest(at: number, isHead: Uint8Array): number {
    let [best, least] = [-1, this.reach];
    for (const other of this.around(at)) {
      if (!isHead[other]) continue;
      const apart = this.apart(at, other);
      if (apart < least) [best, least] = [other, apart];
    }
    return best;
  }

  forget(at: number): void {
    this.rank[at] = 0;
  }

  /** The cells that a cell's reach may touch. */
  private around(at: number): number[] {
    const [column, line] = [at % WIDE, Math.floor(at / WIDE)];
    const cells: number[] = [];
    for (let down = Math.max(line - RING, 0); down <= Math.min(line + RING, WIDE - 1); down += 1) {
      for (let aside = Math.max(column - RING, 0); aside <= Math.min(column + RING, WIDE - 1); aside += 1) {
        cells.push(down * WIDE + aside);
      }
    }
    return cells;
  }

  private apart(one: number, other: number): number {
    return Math.hypot(this.x[one]! - this.x[other]!, this.y[one]! - this.y[other]!);
  }
}

/** Put the places of a cell into another. */
function take(cells: Square, into: number, from: number): void {
  cells.n[into]! += cells.n[from]!;
  cells.x[into]! += cells.x[from]!;
  cells.y[into]! += cells.y[from]!;
  cells.west[into] = Math.min(cells.west[into]!, cells.west[from]!);
  cells.north[into] = Math.min(cells.north[into]!, cells.north[from]!);
  cells.east[into] = Math.max(cells.east[into]!, cells.east[from]!);
  cells.south[into] = Math.max(cells.south[into]!, cells.south[from]!);
}

/** A fraction that a cell always has: decides between cells that are equally full. */
function chance(column: number, line: number): number {
  const mixed = Math.imul(Math.imul(column, 73_856_093) ^ Math.imul(line, 19_349_663), 0x85eb_ca6b);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}
