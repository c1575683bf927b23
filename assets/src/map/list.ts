/**
 * The list of places: the map's equal. Up to 2,000 of them stand in the page; of more, a window of
 * rows moves along, and each row says which of how many it is. Arrows walk from row to row.
 */
import type { Hours } from './hours';
import type { PlaceRow } from './messages';
import { copyOf, part, write } from './parts';
import { mark } from './shapes';
import type { Words } from './words';

const ALL_IN_PAGE = 2_000;
/** Pixels; the style sheet holds rows of a moving window to it. */
const ROW_HEIGHT = 92;
/** Rows kept ready above and below what is seen. */
const READY = 8;
const STEP = 50;
/** So many of the nearest have the number that the map shows. */
const NUMBERED = 3;

export interface ListEvents {
  rows: (from: number, to: number) => Promise<PlaceRow[]>;
  pick: (row: number) => void;
}

export class PlaceList {
  private readonly box: HTMLElement;
  private readonly list: HTMLElement;
  private readonly more: HTMLButtonElement;
  private total = 0;
  private numbered = false;
  private current = 0;
  private chosen: number | null = null;
  private from = 0;
  private drawing = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly words: Words,
    private readonly hours: () => Hours,
    private readonly events: ListEvents,
  ) {
    this.box = part(root, 'list-box');
    this.list = part(root, 'list');
    this.more = part<HTMLButtonElement>(root, 'more');
    this.box.addEventListener('scroll', () => { if (this.moving) void this.window(); }, { passive: true });
    this.list.addEventListener('keydown', (event) => this.press(event));
    this.list.addEventListener('click', (event) => this.click(event));
    this.more.addEventListener('click', () => void this.focus(this.firstSeen() + STEP));
  }

  /** Show so many places from the first; `numbered` where the nearest three have numbers. */
  async show(total: number, numbered: boolean): Promise<void> {
    this.total = total;
    this.numbered = numbered;
    this.current = 0;
    this.box.scrollTop = 0;
    this.box.classList.toggle('is-moving', this.moving);
    this.list.style.height = this.moving ? `${total * ROW_HEIGHT}px` : '';
    this.more.hidden = !this.moving;
    await (this.moving ? this.window() : this.draw(0, total));
  }

  /** Mark the row of a place, and bring it into view where the list scrolls. */
  async choose(row: number | null, place: number): Promise<void> {
    this.chosen = row;
    if (place >= 0) {
      this.current = place;
      await this.reveal(place);
    }
    this.list.querySelectorAll('[aria-current]').forEach((each) => each.removeAttribute('aria-current'));
    if (row !== null) this.buttonOf(row)?.setAttribute('aria-current', 'true');
    this.rove();
  }

  /** Give the focus to a place's row, if the list has it. */
  async focusOn(row: number, place: number): Promise<boolean> {
    if (place >= 0) await this.focus(place);
    return this.buttonOf(row) === document.activeElement;
  }

  /** Say anew what is open: a minute has passed. */
  refresh(): void {
    for (const item of this.list.children) this.tell(item as HTMLElement, (item as HTMLElement).dataset['hours'] ?? '');
  }

  private get moving(): boolean {
    return this.total > ALL_IN_PAGE;
  }

  private firstSeen(): number {
    return Math.floor(this.box.scrollTop / ROW_HEIGHT);
  }

  private async window(): Promise<void> {
    const first = Math.max(0, this.firstSeen() - READY);
    const seen = Math.ceil(this.box.clientHeight / ROW_HEIGHT) + 2 * READY;
    await this.draw(first, Math.min(this.total, first + seen));
  }

  private async draw(from: number, to: number): Promise<void> {
    const drawing = (this.drawing += 1);
    const rows = await this.events.rows(from, to);
    if (drawing !== this.drawing) return; // somebody asked for other rows meanwhile
    const focused = this.list.contains(document.activeElement);
    this.from = from;
    this.list.replaceChildren(...rows.map((row, at) => this.item(row, from + at)));
    this.rove();
    if (focused) this.button(this.current)?.focus({ preventScroll: true });
  }

  private item(row: PlaceRow, place: number): HTMLElement {
    const item = copyOf(this.root, 'row');
    const number = this.numbered && place < NUMBERED ? String(place + 1) : '';
    item.dataset['hours'] = row.hours;
    item.setAttribute('aria-setsize', String(this.total));
    item.setAttribute('aria-posinset', String(place + 1));
    if (this.moving) item.style.top = `${place * ROW_HEIGHT}px`;
    const button = part(item, 'pick');
    button.dataset['row'] = String(row.row);
    if (row.row === this.chosen) button.setAttribute('aria-current', 'true');
    part(item, 'mark').append(mark(row.group, number));
    write(item, 'title', row.title || this.words.say('unnamed', { number: String(row.row) }));
    write(item, 'subtitle', row.subtitle);
    write(item, 'state', row.state);
    write(item, 'metres', row.metres === null ? '' : this.words.distance(row.metres));
    this.tell(item, row.hours);
    return item;
  }

  private tell(item: HTMLElement, hours: string): void {
    const opening = hours ? this.hours().opening(hours) : null;
    write(item, 'open', opening?.open ? opening.words : '');
    write(item, 'closed', opening && !opening.open ? opening.words : '');
  }

  private button(place: number): HTMLButtonElement | null {
    return this.list.children[place - this.from]?.querySelector('button') ?? null;
  }

  private buttonOf(row: number): HTMLButtonElement | null {
    return this.list.querySelector(`button[data-row="${row}"]`);
  }

  /** Only one row is reached with Tab; it is drawn, or the first one that is. */
  private rove(): void {
    const reached = this.button(this.current) ?? this.list.querySelector('button');
    this.list.querySelectorAll('button').forEach((button) => { button.tabIndex = button === reached ? 0 : -1; });
  }

  private press(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.box.clientHeight / ROW_HEIGHT) - 1);
    const steps: Record<string, number> = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity,
    };
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    void this.focus(this.current + step);
  }

  private async focus(place: number): Promise<void> {
    this.current = Math.min(Math.max(place, 0), this.total - 1);
    await this.reveal(this.current);
    this.rove();
    const button = this.button(this.current);
    button?.focus({ preventScroll: this.moving });
  }

  private async reveal(place: number): Promise<void> {
    if (!this.moving) {
      if (this.box.scrollHeight > this.box.clientHeight) this.scrollTo(this.button(place));
      return;
    }
    const top = place * ROW_HEIGHT;
    const { scrollTop, clientHeight } = this.box;
    if (top < scrollTop || top + ROW_HEIGHT > scrollTop + clientHeight) this.box.scrollTop = Math.max(0, top - ROW_HEIGHT);
    await this.window();
  }

  /** Scroll the list, never the page. */
  private scrollTo(button: HTMLElement | null): void {
    if (!button) return;
    const row = button.getBoundingClientRect();
    const box = this.box.getBoundingClientRect();
    if (row.top < box.top) this.box.scrollTop += row.top - box.top;
    else if (row.bottom > box.bottom) this.box.scrollTop += row.bottom - box.bottom;
  }

  private click(event: Event): void {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[data-row]');
    if (!button) return;
    this.current = this.from + [...this.list.children].indexOf(button.closest('li')!);
    this.events.pick(Number(button.dataset['row']));
  }
}
