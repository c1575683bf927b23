/** A row of the areas that a dataset covers: the list, the map and the row's fields follow each other. */
import { part, unfolds } from '../map/parts';
import { Chooser, type Choice } from './chooser';
import { areaOf } from './shapes';

interface Stored {
  text?: string;
  uri?: string;
  geom?: string;
}

const COMMUNE = 'commune';

class Coverage {
  private readonly list: HTMLSelectElement;
  private readonly chooser: Chooser;
  private readonly commune: Stored;
  /** The name that was filled in last by a choice: it may be replaced by another choice. */
  private filled = '';

  constructor(private readonly root: HTMLElement, private readonly row: HTMLElement) {
    this.list = row.querySelector<HTMLSelectElement>('[data-area-choice]')!;
    this.commune = JSON.parse(root.dataset['commune'] ?? '{}') as Stored;
    this.filled = this.list.value ? this.field('text')?.value ?? '' : '';
    this.chooser = new Chooser(root, (choice) => this.take(choice));
    this.list.addEventListener('change', () => void this.choose());
    row.addEventListener('input', (event) => this.typed(event.target));
    row.closest('form')?.addEventListener('city:filled', () => void this.tell());
    const open = part<HTMLButtonElement>(root, 'open');
    open.hidden = false;
    unfolds(open, part(root, 'panel'), () => {
      part(root, 'told').hidden = !part(root, 'panel').hidden; // the panel says it too
      if (!part(root, 'panel').hidden) void this.current().then((choice) => this.chooser.open(choice));
    });
  }

  private field(name: keyof Stored | 'bbox' | 'centroid'): HTMLInputElement | HTMLTextAreaElement | null {
    return this.row.querySelector(`[name="${this.root.dataset['prefix']}-${name}"]`);
  }

  /** What the row's fields say now. */
  private async current(): Promise<Choice | null> {
    const area = areaOf(this.field('geom')?.value ?? '');
    if (!area) return null;
    const district = this.list.value.includes('/') ? (await this.chooser.find(this.list.value))?.district ?? null : null;
    return { area, district };
  }

  /** Something was chosen in the list. */
  private async choose(): Promise<void> {
    const { value } = this.list;
    if (value === COMMUNE) this.fill(this.commune);
    const found = value.includes('/') ? await this.chooser.find(value) : null;
    if (found?.district) this.fill({ text: found.district.name, geom: JSON.stringify(found.area) });
    await this.tell();
  }

  /** Something was chosen or drawn on the map, or taken away. */
  private take(choice: Choice | null): void {
    this.list.value = choice?.district?.value ?? '';
    const name = this.field('text');
    const old = [this.filled, this.commune.text].includes(name?.value ?? '') ? '' : name?.value ?? '';
    this.fill({ text: choice?.district?.name ?? old, ...(choice ? { geom: JSON.stringify(choice.area) } : {}) });
    void this.tell();
  }

  private fill(stored: Stored): void {
    for (const name of ['text', 'uri', 'geom', 'bbox', 'centroid'] as const) {
      const field = this.field(name);
      if (field) field.value = stored[name as keyof Stored] ?? '';
    }
    this.filled = stored.text ?? '';
    this.row.closest('form')?.dispatchEvent(new Event('change', { bubbles: true }));
  }

  /** What is typed by hand is described below, and chosen in no list. */
  private typed(target: EventTarget | null): void {
    if (target !== this.field('text') && target !== this.field('uri') && target !== this.field('geom')) return;
    this.list.value = '';
    if (target === this.field('geom')) void this.tell();
  }

  /** Say in words what is covered; an outline that is no area is the server's to judge. */
  async tell(): Promise<void> {
    const choice = await this.current();
    this.chooser.put(choice);
    part(this.root, 'told').textContent = choice ? this.chooser.sentence('outline') : '';
  }
}

/** Start a row: `[data-city-kind="coverage"]`. */
export async function start(root: HTMLElement): Promise<void> {
  const row = root.closest<HTMLElement>('[data-city-row]');
  if (row && root.querySelector('[data-part="open"]')) await new Coverage(root, row).tell();
}
