/** A form of a dataset or file: what is typed is kept, a file is sent with its progress shown. */
import { enterFromAddress, focusProblems, offerOwnNumbers } from './problems';
import { forgetSaved, Memory, readFields, writeFields, type Fields } from './memory';
import { addRowsFor } from './rows';
import { sendFile } from './send';

const PAUSE = 400;

function clock(at: number): string {
  const locale = document.documentElement.lang;
  const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(at);
  return locale.startsWith('fr') ? time.replace(':', '\u00a0h\u00a0') : time;
}

class Keeper {
  private readonly memory: Memory;
  private readonly first: Fields;
  private readonly note: HTMLElement | null;
  private timer = 0;

  constructor(private readonly form: HTMLFormElement) {
    const { key = location.pathname, person = '', changed = '' } = form.dataset;
    forgetSaved(person);
    this.memory = new Memory(key, person, changed);
    this.first = readFields(form);
    this.note = form.querySelector<HTMLElement>('[data-city-kept]');
    this.note?.querySelector('[data-city-take]')?.addEventListener('click', () => this.takeUp());
    this.note?.querySelector('[data-city-drop]')?.addEventListener('click', () => this.drop());
    form.addEventListener('input', () => this.later());
    form.addEventListener('change', () => this.later());
    window.addEventListener('pagehide', () => { if (this.timer) this.keep(); });
  }

  /** A form that comes back with errors holds what was typed; another may have something waiting. */
  offer(): void {
    if (this.form.dataset['wrong'] !== undefined) return;
    const entry = this.memory.read();
    if (!entry) return;
    if (JSON.stringify(entry.fields) === JSON.stringify(this.first)) return this.memory.forget();
    if (entry.changed === (this.form.dataset['changed'] ?? '')) this.takeUp();
    else this.say('other', entry.at, true);
  }

  private takeUp(): void {
    const entry = this.memory.read();
    if (!entry) return;
    addRowsFor(this.form, entry.fields.map(([name]) => name));
    writeFields(this.form, entry.fields);
    this.form.dispatchEvent(new CustomEvent('city:filled', { bubbles: true }));
    this.say('here', entry.at, false);
  }

  private say(which: 'here' | 'other', at: number, open: boolean): void {
    if (!this.note) return;
    const words = this.note.dataset[which === 'here' ? 'wordsHere' : 'wordsOther'] ?? '';
    const file = this.form.querySelector('input[type="file"]') ? ` ${this.note.dataset['wordsFile'] ?? ''}` : '';
    this.note.querySelector('[data-city-words]')!.textContent = words.replace('{time}', clock(at)) + file;
    this.note.querySelector<HTMLElement>('[data-city-take]')!.hidden = !open;
    this.note.hidden = false;
  }

  private drop(): void {
    this.memory.forget();
    location.replace(location.pathname + location.search);
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.keep(), PAUSE);
  }

  keep(): void {
    window.clearTimeout(this.timer);
    this.timer = 0;
    const kept = this.memory.write(readFields(this.form));
    const line = document.querySelector<HTMLElement>('[data-city-saved]');
    if (!line || !kept) return;
    line.querySelector('span')!.textContent = (line.dataset['words'] ?? '').replace('{time}', clock(Date.now()));
    line.hidden = false;
  }
}

/** Start a form: `form[data-city-kind="form"]`. */
export async function start(root: HTMLElement): Promise<void> {
  const form = root as HTMLFormElement;
  const keeper = new Keeper(form);
  keeper.offer();
  enterFromAddress(form);
  focusProblems(form);
  offerOwnNumbers(form);
  form.addEventListener('submit', (event) => {
    keeper.keep();
    sendFile(form, event);
  });
}
