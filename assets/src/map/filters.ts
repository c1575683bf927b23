/** Which places are shown: categories as chips, other fields behind a button, what is open now. */
import type { State } from './address';
import type { Loaded } from './messages';
import { own } from './own';
import { copyOf, element, part, unfolds } from './parts';
import { GROUPS } from './places';
import { mark } from './shapes';
import type { Words } from './words';

/** A field with more values is a list to choose one from. */
const MOST_BOXES = 8;

export interface FilterLabels {
  label: (field: string) => string;
  value: (field: string, value: string) => string;
}

export type Counts = Record<string, Record<string, number>>;

export class Filters {
  private readonly chips: HTMLElement;
  private readonly panel: HTMLElement;
  private readonly groups: string[][];
  private drawn = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly loaded: Loaded,
    private readonly state: () => State,
    private readonly words: Words,
    private readonly labels: FilterLabels,
    private readonly changed: () => void,
  ) {
    this.chips = part(root, 'chips');
    this.panel = part(root, 'filter-fields');
    this.groups = grouped(loaded.categories.map(({ value }) => value));
    this.chips.addEventListener('click', ({ target }) => this.press(target as Element));
    this.panel.addEventListener('change', () => this.read());
    part(root, 'open-now').addEventListener('click', () => this.toggleOpen());
    root.addEventListener('click', ({ target }) => {
      if ((target as Element).closest('[data-part="clear"], [data-part="clear-none"]')) this.clear();
    });
    const button = part(root, 'filters');
    button.hidden = this.fields().length === 0;
    unfolds(button, this.panel);
  }

  /** Follow the state and say how many places each choice would show. */
  show(counts: Counts, openTexts: string[]): void {
    if (!this.drawn) this.draw(counts);
    this.showChips(counts);
    this.showFields(counts);
    const { hours } = this.loaded.roles;
    const open = openTexts.reduce((sum, text) => sum + (own(own(counts, hours ?? ''), text) ?? 0), 0);
    const button = part(this.root, 'open-now');
    button.hidden = openTexts.length === 0 && !this.state().openNow;
    button.setAttribute('aria-pressed', String(this.state().openNow));
    part(button, 'number').textContent = this.words.number(open);
    const number = this.fields().filter((field) => own(this.state().chosen, field)).length;
    part(this.root, 'filters-number').textContent = number ? ` (${number})` : '';
    part(this.root, 'clear').hidden = !this.isFiltered;
  }

  get isFiltered(): boolean {
    const { chosen, openNow, words } = this.state();
    return openNow || words !== '' || Object.keys(chosen).length > 0;
  }

  /** Name each group as the legend and the chips do. */
  groupNames(): string[] {
    const { category = '' } = this.loaded.roles;
    return this.groups.map((values) => (values.length === 1 ? this.labels.value(category, values[0]!) : this.words.say('others')));
  }

  /** Fields behind the button; the category too where its chips do not name all of it. */
  private fields(): string[] {
    const { category } = this.loaded.roles;
    const gathered = category !== undefined && this.loaded.categories.length > GROUPS;
    return [...(gathered ? [category] : []), ...this.loaded.filters.filter((field) => field !== category)];
  }

  private draw(counts: Counts): void {
    this.drawn = true;
    const names = this.groupNames();
    if (names.length > 1) this.chips.prepend(...names.map((name, group) => this.chip(name, group)));
    this.panel.append(...this.fields().map((field) => this.field(field, Object.keys(own(counts, field) ?? {}))));
  }

  private chip(name: string, group: number): HTMLElement {
    const chip = copyOf(this.root, 'chip');
    chip.dataset['group'] = String(group);
    part(chip, 'name').textContent = name;
    chip.prepend(mark(group));
    return chip;
  }

  private field(field: string, values: string[]): HTMLElement {
    const sorted = values.sort((one, other) => this.labels.value(field, one).localeCompare(this.labels.value(field, other), this.words.language, { numeric: true }));
    return sorted.length > MOST_BOXES ? this.select(field, sorted) : this.boxes(field, sorted);
  }

  private boxes(field: string, values: string[]): HTMLElement {
    const group = element('fieldset', '', 'map-field');
    group.append(element('legend', this.labels.label(field)));
    for (const value of values) {
      const label = element('label', '', 'map-choice');
      const box = document.createElement('input');
      Object.assign(box, { type: 'checkbox', value, className: 'form-check-input' });
      box.dataset['field'] = field;
      label.append(box, element('span', this.labels.value(field, value)), element('span', '', 'num muted'));
      group.append(label);
    }
    return group;
  }

  private select(field: string, values: string[]): HTMLElement {
    const label = element('label', '', 'map-field');
    const select = element('select', '', 'form-control form-select');
    select.dataset['field'] = field;
    const any = new Option(this.words.say('any'), '');
    select.append(any, ...values.map((value) => new Option(this.labels.value(field, value), value)));
    label.append(element('span', this.labels.label(field)), select);
    return label;
  }

  private showChips(counts: Counts): void {
    const { category = '' } = this.loaded.roles;
    const chosen = new Set(own(this.state().chosen, category));
    for (const chip of this.chips.querySelectorAll<HTMLElement>('[data-group]')) {
      const values = this.groups[Number(chip.dataset['group'])] ?? [];
      const number = values.reduce((sum, value) => sum + (own(own(counts, category), value) ?? 0), 0);
      chip.setAttribute('aria-pressed', String(values.length > 0 && values.every((value) => chosen.has(value))));
      part(chip, 'number').textContent = this.words.number(number);
    }
  }

  private showFields(counts: Counts): void {
    const { chosen } = this.state();
    for (const box of this.panel.querySelectorAll<HTMLInputElement>('input')) {
      const { field = '' } = box.dataset;
      box.checked = own(chosen, field)?.includes(box.value) ?? false;
      box.parentElement!.lastElementChild!.textContent = this.words.number(own(own(counts, field), box.value) ?? 0);
    }
    for (const select of this.panel.querySelectorAll('select')) {
      select.value = own(chosen, select.dataset['field'] ?? '')?.[0] ?? '';
    }
  }

  private press(target: Element): void {
    const chip = target.closest<HTMLElement>('[data-group]');
    if (!chip) return;
    const { category = '' } = this.loaded.roles;
    const values = this.groups[Number(chip.dataset['group'])] ?? [];
    const chosen = new Set(own(this.state().chosen, category));
    const pressed = chip.getAttribute('aria-pressed') === 'true';
    values.forEach((value) => (pressed ? chosen.delete(value) : chosen.add(value)));
    this.set(category, [...chosen]);
    this.changed();
  }

  /** Take what the panel says. */
  private read(): void {
    for (const field of this.fields()) {
      const inside = `[data-field="${CSS.escape(field)}"]`;
      const boxes = [...this.panel.querySelectorAll<HTMLInputElement>(`input${inside}:checked`)].map(({ value }) => value);
      const select = this.panel.querySelector<HTMLSelectElement>(`select${inside}`)?.value;
      this.set(field, select ? [select] : boxes);
    }
    this.changed();
  }

  private set(field: string, values: string[]): void {
    const { chosen } = this.state();
    if (values.length) chosen[field] = values;
    else delete chosen[field];
  }

  private toggleOpen(): void {
    this.state().openNow = !this.state().openNow;
    this.changed();
  }

  private clear(): void {
    const state = this.state();
    Object.keys(state.chosen).forEach((field) => delete state.chosen[field]);
    Object.assign(state, { openNow: false, words: '' });
    this.changed();
  }
}

/** The values of each group; of many categories, the last group holds the rest. */
function grouped(values: string[]): string[][] {
  if (values.length <= GROUPS) return values.map((value) => [value]);
  return [...values.slice(0, GROUPS - 1).map((value) => [value]), values.slice(GROUPS - 1)];
}
