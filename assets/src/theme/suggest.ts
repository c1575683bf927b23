/**
 * A search box that proposes while one types: `input[data-city-suggest]`, whose value is the
 * address to ask. A combobox with a list (ARIA): arrows move, Enter opens what is marked or sends
 * the form, Escape closes, then empties. The form works without.
 */

interface Suggestion {
  label: string;
  kind: string;
  url: string;
}

const WAIT = 180;
const SHORTEST = 2;

class Suggestions {
  private readonly list = document.createElement('ul');
  private readonly status = document.createElement('p');
  private readonly known = new Map<string, Suggestion[]>();
  private options: HTMLLIElement[] = [];
  private marked = -1;
  private timer = 0;
  private request: AbortController | null = null;

  constructor(private readonly input: HTMLInputElement, private readonly address: string, number: number) {
    this.list.id = `city-suggestions-${number}`;
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
    this.request = new AbortController();
    try {
      const answer = await fetch(`${this.address}?q=${encodeURIComponent(typed)}`, { signal: this.request.signal });
      const found = (await answer.json()) as { suggestions: Suggestion[] };
      this.known.set(typed, found.suggestions);
      if (document.activeElement === this.input) this.show(found.suggestions);
    } catch {
      this.close();
    }
  }

  private show(suggestions: Suggestion[]): void {
    this.marked = -1;
    this.input.removeAttribute('aria-activedescendant');
    this.options = suggestions.map((each, place) => this.option(each, place));
    this.list.replaceChildren(...this.options);
    this.list.hidden = suggestions.length === 0;
    this.input.setAttribute('aria-expanded', String(!this.list.hidden));
    const { none = '', one = '', many = '' } = this.input.dataset;
    const words = suggestions.length === 0 ? none : suggestions.length === 1 ? one : many;
    this.status.textContent = words.replace('{number}', String(suggestions.length));
  }

  private option(suggestion: Suggestion, place: number): HTMLLIElement {
    const option = document.createElement('li');
    const kind = document.createElement('span');
    const label = document.createElement('span');
    option.id = `${this.list.id}-${place}`;
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    label.textContent = suggestion.label;
    kind.textContent = suggestion.kind;
    kind.className = 'kind';
    option.append(label, ' ', kind);
    // no link: what stands in an option of a list box is text to those who hear it
    option.addEventListener('click', () => window.location.assign(suggestion.url));
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

  private close(): void {
    window.clearTimeout(this.timer);
    this.request?.abort();
    this.show([]);
    this.status.textContent = '';
  }
}

/** Wire each search box of the page. */
export function startSuggestions(): void {
  document.querySelectorAll<HTMLInputElement>('input[data-city-suggest]').forEach((input, number) => {
    const address = input.dataset['citySuggest'];
    if (address) new Suggestions(input, address, number);
  });
}
