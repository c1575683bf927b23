/**
 * A field that proposes while one types: a combobox with a list (ARIA). Arrows move, Enter takes
 * what is marked, Escape closes, then empties.
 */

export interface Proposal {
  label: string;
  /** What it is, « jeu de données »; may be empty. */
  kind?: string;
}

export interface Source<P extends Proposal> {
  ask: (typed: string, signal: AbortSignal) => Promise<P[]>;
  choose: (proposal: P) => void;
}

const WAIT = 180;
const SHORTEST = 2;
let lists = 0;

/** Wire a field of a form; what it says stands in `data-label`, `data-none`, `-one` and `-many`. */
export class Combobox<P extends Proposal> {
  private readonly list = document.createElement('ul');
  private readonly status = document.createElement('p');
  private readonly known = new Map<string, P[]>();
  private options: HTMLLIElement[] = [];
  private marked = -1;
  private timer = 0;
  private request: AbortController | null = null;

  constructor(private readonly input: HTMLInputElement, private readonly source: Source<P>) {
    this.list.id = `city-suggestions-${(lists += 1)}`;
    this.list.className = 'suggestions';
    this.list.hidden = true;
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', input.dataset['label'] ?? '');
    this.status.className = 'visually-hidden';
    this.status.setAttribute('role', 'status');
    const attributes = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.list.id };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.autocomplete = 'off';
    input.form?.append(this.list, this.status);
    input.addEventListener('input', () => this.askSoon());
    input.addEventListener('keydown', (event) => this.press(event));
    input.addEventListener('blur', () => this.close());
    // or the field would lose the focus, and the list its options, before the click arrives
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
  }

  /** What is proposed for a text; asks where nobody has yet. */
  async proposals(typed: string): Promise<P[]> {
    const known = this.known.get(typed);
    if (known) return known;
    this.request?.abort();
    this.request = new AbortController();
    const found = await this.source.ask(typed, this.request.signal);
    this.known.set(typed, found);
    return found;
  }

  close(): void {
    window.clearTimeout(this.timer);
    this.request?.abort();
    this.show([]);
    this.status.textContent = '';
  }

  private askSoon(): void {
    window.clearTimeout(this.timer);
    this.request?.abort();
    const typed = this.input.value.trim();
    if (typed.length < SHORTEST) {
      this.close();
      return;
    }
    const known = this.known.get(typed);
    if (known) this.show(known);
    else this.timer = window.setTimeout(() => void this.ask(typed), WAIT);
  }

  private async ask(typed: string): Promise<void> {
    try {
      const found = await this.proposals(typed);
      if (document.activeElement === this.input && this.input.value.trim() === typed) this.show(found);
    } catch {
      this.close();
    }
  }

  private show(proposals: P[]): void {
    this.marked = -1;
    this.input.removeAttribute('aria-activedescendant');
    this.options = proposals.map((each, place) => this.option(each, place));
    this.list.replaceChildren(...this.options);
    this.list.hidden = proposals.length === 0;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    const { none = '', one = '', many = '' } = this.input.dataset;
    const words = proposals.length === 0 ? none : proposals.length === 1 ? one : many;
    this.status.textContent = words.replace('{number}', String(proposals.length));
  }

  private option(proposal: P, place: number): HTMLLIElement {
    const option = document.createElement('li');
    const label = document.createElement('span');
    option.id = `${this.list.id}-${place}`;
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    label.textContent = proposal.label;
    option.append(label);
    if (proposal.kind) {
      const kind = document.createElement('span');
      kind.textContent = proposal.kind;
      kind.className = 'kind';
      option.append(' ', kind);
    }
    // no link: what stands in an option of a list box is text to those who hear it
    option.addEventListener('click', () => this.source.choose(proposal));
    return option;
  }

  private press(event: KeyboardEvent): void {
    const open = !this.list.hidden;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!open) return;
      event.preventDefault();
      this.mark(this.marked + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter' && open && this.marked >= 0) {
      event.preventDefault();
      this.options[this.marked]?.click();
    } else if (event.key === 'Escape') {
      // a browser would empty the field at once
      event.preventDefault();
      if (open) this.close();
      else this.input.value = '';
    }
  }

  /** Mark an option; before the first and after the last one stands the field itself. */
  private mark(place: number): void {
    const count = this.options.length;
    this.marked = place < -1 ? count - 1 : place >= count ? -1 : place;
    this.options.forEach((each, at) => each.setAttribute('aria-selected', String(at === this.marked)));
    const option = this.options[this.marked];
    if (option) {
      this.input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else {
      this.input.removeAttribute('aria-activedescendant');
    }
  }
}
