/** What is told of a place: over the map beside its mark, or on a phone as a sheet under the map. */
import type { Fact, PlaceDetails, PlaceRow } from './messages';
import type { Hours } from './hours';
import { element, part, write } from './parts';
import { mark } from './shapes';
import type { Words } from './words';
import type { FilterLabels } from './filters';
import type { Roles } from './contract';

const WEB = /^https?:$/;
const LONGEST = 600;
const FRENCH_PHONE = /^(?:(?:\+|00)33\s*(?:\(0\)\s*)?|0)([1-9](?:[\s.-]*\d){8})$/;

export interface DetailsEvents {
  closed: () => void;
  pick: (row: number) => void;
}

export class Details {
  private readonly panel: HTMLElement;

  constructor(
    private readonly root: HTMLElement,
    private readonly roles: Roles,
    private readonly words: Words,
    private readonly labels: FilterLabels,
    private readonly hours: () => Hours,
    private readonly events: DetailsEvents,
  ) {
    this.panel = part(root, 'details');
    part(this.panel, 'close').addEventListener('click', () => this.events.closed());
    this.panel.addEventListener('click', ({ target }) => {
      const row = (target as Element).closest<HTMLElement>('[data-row]')?.dataset['row'];
      if (row) this.events.pick(Number(row));
    });
    document.addEventListener('keydown', ({ key, target, defaultPrevented }) => {
      const ours = target === document.body || root.contains(target as Node);
      if (key === 'Escape' && ours && !this.panel.hidden && !defaultPrevented) this.events.closed();
    });
  }

  get element(): HTMLElement {
    return this.panel;
  }

  /** Show a place, and give it the focus where a person asked for it. */
  show(place: PlaceDetails, focus: boolean): void {
    this.fill(place.title || this.words.say('unnamed', { number: String(place.row) }), place.state);
    this.tellHours(place.hours);
    part(this.panel, 'facts').replaceChildren(...this.facts(place));
    part(this.panel, 'several').replaceChildren();
    part(this.panel, 'actions').hidden = false;
    const way = part<HTMLAnchorElement>(this.panel, 'way');
    const [lon, lat] = place.at;
    way.href = `https://www.openstreetmap.org/directions?to=${lat.toFixed(6)}%2C${lon.toFixed(6)}`;
    this.showLink(place);
    this.open(focus);
  }

  /** Show that several places stand here, to choose from. */
  showSeveral(rows: PlaceRow[], focus: boolean): void {
    this.fill(this.words.count('several', rows.length), '');
    this.tellHours('');
    part(this.panel, 'actions').hidden = true;
    const items = rows.map(({ row, title, subtitle, group }) => {
      const item = element('li');
      const button = element('button', '', 'btn btn-link');
      Object.assign(button, { type: 'button' });
      button.dataset['row'] = String(row);
      button.append(mark(group), [title || this.words.say('unnamed', { number: String(row) }), subtitle].filter(Boolean).join(', '));
      item.append(button);
      return item;
    });
    part(this.panel, 'facts').replaceChildren();
    part(this.panel, 'several').replaceChildren(...items);
    this.open(focus);
  }

  hide(): void {
    this.panel.hidden = true;
  }

  /** Say anew whether it is open. */
  tellHours(written: string): void {
    const opening = written ? this.hours().opening(written) : null;
    write(this.panel, 'open', opening?.open ? opening.words : '');
    write(this.panel, 'closed', opening && !opening.open ? opening.words : '');
  }

  private fill(title: string, state: string): void {
    part(this.panel, 'name').textContent = title;
    write(this.panel, 'state', state);
    this.panel.scrollTop = 0;
  }

  private open(focus: boolean): void {
    this.panel.hidden = false;
    if (focus) part(this.panel, 'name').focus({ preventScroll: true });
    if (focus && getComputedStyle(this.panel).position === 'static') this.panel.scrollIntoView({ block: 'nearest' });
  }

  private facts(place: PlaceDetails): Node[] {
    const { address = [], title, link, state } = this.roles;
    const inAddress = new Set(address);
    const facts: Node[] = [];
    if (place.address && place.address !== place.title) facts.push(...pair(this.words.say('address'), place.address));
    for (const fact of place.facts) {
      if (fact.name === title || fact.name === state || inAddress.has(fact.name)) continue;
      if (fact.name === link && safeLink(String(fact.value))) continue; // it is the button
      facts.push(...pair(this.labels.label(fact.name), this.value(fact)));
    }
    if (place.metres !== null) {
      facts.push(...pair(this.words.say('distance'), this.words.say('asCrowFlies', { distance: this.words.distance(place.metres) })));
    }
    return facts;
  }

  private value({ name, kind, value }: Fact): Node | string {
    const written = String(value);
    if (typeof value === 'boolean') return this.words.say(value ? 'yes' : 'no');
    if (typeof value === 'number') return kind === 'integer' || kind === 'number' ? this.number(value) : written;
    if (kind === 'date') return this.words.date(written);
    if (kind === 'hours') return this.week(written);
    if (kind === 'phone') return phone(written);
    if (kind === 'email' && /^[^\s@<>]+@[^\s@<>]+$/.test(written)) return contact(`mailto:${encodeURIComponent(written).replace('%40', '@')}`, written);
    if (kind === 'link') return this.link(written);
    return shortened(this.labels.value(name, written));
  }

  private number(value: number): string {
    return this.words.number(value);
  }

  private week(written: string): Node | string {
    const sentences = this.hours().sentences(written);
    if (!sentences.length) return shortened(written);
    const list = element('div');
    list.append(...sentences.map((sentence) => element('div', sentence)));
    return list;
  }

  private link(written: string): Node | string {
    const url = safeLink(written);
    if (!url) return shortened(written);
    const link = element('a', url.host.replace(/^www\./, ''));
    Object.assign(link, { href: url.href, rel: 'noopener noreferrer' });
    return link;
  }

  private showLink(place: PlaceDetails): void {
    const link = part<HTMLAnchorElement>(this.panel, 'link');
    const url = safeLink(String(place.facts.find(({ name }) => name === this.roles.link)?.value ?? ''));
    link.hidden = !url;
    if (url) link.href = url.href;
    else link.removeAttribute('href');
  }
}

/** A web address that may be opened; null for any other scheme. */
function safeLink(written: string): URL | null {
  const trimmed = written.trim();
  const whole = /^www\./i.test(trimmed) ? `https://${trimmed}` : trimmed;
  const url = URL.canParse(whole) ? new URL(whole) : null;
  return url && WEB.test(url.protocol) ? url : null;
}

/** A link to a number; a French one is written in pairs, however the file has it. */
function phone(written: string): HTMLElement {
  const digits = FRENCH_PHONE.exec(written.trim())?.[1]?.replace(/\D/g, '');
  if (!digits) return contact(`tel:${written.replace(/[^\d+]/g, '')}`, written);
  return contact(`tel:+33${digits}`, `0${digits}`.replace(/\d{2}(?=\d)/g, '$&\u00a0'));
}

function contact(href: string, written: string): HTMLElement {
  const link = element('a', written);
  link.href = href;
  return link;
}

function pair(label: string, value: Node | string): Node[] {
  const told = element('dd');
  told.append(value);
  return [element('dt', label), told];
}

function shortened(written: string): string {
  return written.length > LONGEST ? `${written.slice(0, LONGEST)}…` : written;
}
