/** Holds what is asked and what is shown, and keeps list, map, filters, details and address in step. */
import { emptyState, read, written, type Camera, type Origin, type State } from './address';
import type { Client } from './client';
import type { HoursFile, MapSettings } from './contract';
import { Details } from './details';
import { Filters, type FilterLabels } from './filters';
import { Hours } from './hours';
import { PlaceList } from './list';
import type { PlaceMap } from './map';
import type { Loaded, PlaceDetails, Result } from './messages';
import { Near } from './near';
import { own } from './own';
import { element, part, write } from './parts';
import { mark } from './shapes';
import { Share } from './share';
import type { Words } from './words';

/** After the last key of a search. */
const PAUSE = 300;
const MINUTE = 60_000;
/** Width of what floats over the map beside a mark, with its margins. */
const PANEL = 410;
const NARROW = 820;

export class PlacesView {
  private state: State;
  private readonly hours: Hours;
  private readonly labels: FilterLabels;
  private readonly list: PlaceList;
  private readonly filters: Filters;
  private readonly details: Details;
  private readonly near: Near;
  private readonly share: Share;
  private map: PlaceMap | null = null;
  private result!: Result;
  private chosen: PlaceDetails | null = null;
  private typing = 0;
  private settled = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly settings: MapSettings,
    private readonly words: Words,
    private readonly client: Client,
    private readonly loaded: Loaded,
    hours: HoursFile | null,
    private readonly drawing: Promise<typeof import('./map')>,
  ) {
    this.state = read(location);
    this.hours = new Hours(hours, words);
    this.labels = {
      label: (field) => own(settings.labels, field) ?? readable(field),
      value: (field, value) => own(own(settings.values, field), value) ?? this.truth(value),
    };
    const clock = (): Hours => this.hours;
    this.list = new PlaceList(root, words, clock, {
      rows: (from, to) => client.ask('rows', { from, to }),
      pick: (row) => void this.pick(row, true),
    });
    this.filters = new Filters(root, loaded, () => this.state, words, this.labels, () => void this.search(true));
    this.details = new Details(root, loaded.roles, words, this.labels, clock, {
      closed: () => void this.close(),
      pick: (row) => void this.pick(row, true),
    });
    this.near = new Near(root, settings.addresses, words, (origin) => void this.measure(origin));
    this.share = new Share(root, settings, words, (form) => client.ask('csv', form));
  }

  /** Show everything; resolves when it is there. */
  async start(): Promise<void> {
    this.root.classList.toggle('is-plain', this.loaded.categories.length < 2);
    this.listen();
    this.legend();
    this.showControls();
    await this.find();
    if (this.state.place !== null) await this.choose(this.state.place);
    await this.startMap();
    this.settled = true;
  }

  private listen(): void {
    const input = part<HTMLInputElement>(this.root, 'words');
    input.addEventListener('input', () => {
      window.clearTimeout(this.typing);
      this.typing = window.setTimeout(() => this.type(input.value), PAUSE);
    });
    part(this.root, 'words-form').addEventListener('submit', (event) => {
      event.preventDefault();
      window.clearTimeout(this.typing);
      this.type(input.value);
    });
    part(this.root, 'display').addEventListener('click', ({ target }) => this.display(target as Element));
    window.addEventListener('hashchange', () => void this.follow());
    window.setInterval(() => this.tick(), MINUTE);
    window.addEventListener('beforeprint', () => this.print());
  }

  private async startMap(): Promise<void> {
    try {
      const { PlaceMap } = await this.drawing;
      const map = new PlaceMap({
        root: this.root,
        container: part(this.root, 'canvas'),
        base: this.settings.base,
        words: this.mapWords(),
        bounds: { all: this.loaded.bounds, first: this.result.bounds ?? this.loaded.bounds },
        camera: this.state.camera ?? this.firstCamera(),
        events: {
          tile: (asked) => this.client.ask('tile', asked),
          pick: (row, metres) => void this.pickOnMap(row, metres),
          moved: (camera) => this.moved(camera),
          ground: (answers) => write(this.root, 'ground-note', answers ? '' : this.words.say('noGround')),
        },
      });
      await map.start(this.result.version, this.marks(), this.state.origin?.at ?? null);
      this.map = map;
      if (this.chosen) this.reveal();
    } catch {
      this.root.classList.add('has-no-map');
      write(this.root, 'no-map', this.words.say('noMap'));
    }
  }

  private mapWords(): ConstructorParameters<typeof PlaceMap>[0]['words'] {
    const say = (key: string): string => this.words.say(key);
    return {
      zoomIn: say('zoomIn'), zoomOut: say('zoomOut'), title: say('mapTitle'), attribution: say('attribution'),
      twoFingers: say('twoFingers'), ownPlan: say('ownPlan'),
    };
  }

  /** A place or an origin in the address, without a view: look there first. */
  private firstCamera(): Camera | null {
    const at = this.chosen?.at ?? this.state.origin?.at;
    return at ? { centre: at, zoom: 15 } : null;
  }

  private marks(): { nearest: Result['nearest']; chosen: PlaceDetails | null } {
    return { nearest: this.result.nearest, chosen: this.chosen };
  }

  /** Ask for places anew, and show them. */
  private async find(): Promise<void> {
    const { words, chosen, origin } = this.state;
    const asked = { ...chosen };
    const { hours } = this.loaded.roles;
    const open = this.hours.openNow();
    if (this.state.openNow && hours) asked[hours] = open;
    const result = await this.client.ask('query', { words, chosen: asked, near: origin?.at ?? null });
    this.result = result;
    this.filters.show(result.counts, open);
    part(this.root, 'none').hidden = result.total > 0;
    part(this.root, 'list-box').hidden = result.total === 0;
    await this.list.show(result.total, result.nearest.length > 0);
    if (result !== this.result) return; // asked again meanwhile: the newer answer is told
    // told with its rows, not before: who hears the number may already press Enter on the first
    this.tell();
    this.map?.show(this.result.version);
    this.map?.mark(this.marks());
  }

  /** A filter or the words have changed; `fit` where the map goes to what is found. */
  private async search(fit: boolean): Promise<void> {
    await this.find();
    await this.list.choose(this.chosen?.row ?? null, -1);
    this.showControls();
    if (fit && this.result.bounds && !this.chosen && !this.state.origin) this.map?.fit(this.result.bounds);
    this.keep();
  }

  private type(words: string): void {
    if (words.trim() === this.state.words) return;
    this.state.words = words.trim();
    void this.search(true);
  }

  private async measure(origin: Origin | null): Promise<void> {
    this.state.origin = origin;
    await this.search(false);
    this.map?.setHere(origin?.at ?? null);
    if (origin) {
      const around = [origin.at, ...this.result.nearest.map(({ at }) => at)];
      const [lons, lats] = [around.map(([lon]) => lon), around.map(([, lat]) => lat)];
      this.map?.fit([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]);
    }
  }

  /** Show a place because somebody asked for it. */
  private async pick(row: number, focus: boolean): Promise<void> {
    await this.choose(row);
    if (!this.chosen) return;
    this.details.show(this.chosen, focus);
    this.reveal();
    this.keep();
  }

  private async choose(row: number): Promise<void> {
    this.chosen = await this.client.ask('place', { row });
    this.state.place = this.chosen?.row ?? null;
    if (this.chosen) this.details.show(this.chosen, false);
    await this.list.choose(this.state.place, this.chosen?.place ?? -1);
    this.map?.mark(this.marks());
  }

  private async pickOnMap(row: number, metres: number): Promise<void> {
    const rows = metres ? await this.client.ask('stack', { row, metres }) : [];
    if (rows.length > 1) this.details.showSeveral(rows, true);
    else await this.pick(row, true);
  }

  /** Close the details and give the focus back to the place's row. */
  private async close(): Promise<void> {
    const { chosen } = this;
    const inside = this.details.element.contains(document.activeElement);
    this.details.hide();
    this.chosen = null;
    this.state.place = null;
    await this.list.choose(null, -1);
    this.map?.mark(this.marks());
    this.keep();
    if (!inside) return;
    if (!chosen || !(await this.list.focusOn(chosen.row, chosen.place))) part(this.root, 'list-box').focus();
  }

  /** Bring the chosen place into view beside the details. */
  private reveal(): void {
    if (!this.chosen || !this.map) return;
    const floats = this.root.clientWidth > NARROW;
    this.details.element.classList.remove('is-left');
    this.map.reveal(this.chosen, floats ? Math.min(PANEL, part(this.root, 'canvas').clientWidth / 2) : 0);
  }

  private moved(camera: Camera): void {
    if (!this.settled) return;
    this.state.camera = camera;
    this.besides();
    this.keep();
  }

  /** The details go to the other side before they hide the mark that they tell of. */
  private besides(): void {
    const panel = this.details.element;
    if (!this.chosen || panel.hidden || this.root.clientWidth <= NARROW) return;
    const map = part(this.root, 'canvas').getBoundingClientRect();
    const at = this.map!.pixel(this.chosen.at);
    const box = panel.getBoundingClientRect();
    const [x, y] = [at.x + map.left, at.y + map.top];
    if (x > box.left - 24 && x < box.right + 24 && y > box.top - 24 && y < box.bottom + 24) panel.classList.toggle('is-left');
  }

  private keep(): void {
    const fragment = written(this.state);
    const bare = location.pathname + location.search.replace(/([?&])place=\d+&?/, '$1').replace(/[?&]$/, '');
    history.replaceState(history.state, '', fragment ? `${bare}#${fragment}` : bare);
    this.share.follow();
  }

  /** The address has been changed by hand, or by a link of the page. */
  private async follow(): Promise<void> {
    const asked = read(location);
    if (written(asked) === written(this.state)) return;
    this.state = { ...emptyState(), ...asked };
    await this.find();
    this.showControls();
    this.map?.setHere(this.state.origin?.at ?? null);
    if (this.state.place !== null) await this.pick(this.state.place, false);
    else await this.close();
    if (asked.camera) this.map?.go(asked.camera);
  }

  private showControls(): void {
    const { words, origin, listOnly } = this.state;
    const input = part<HTMLInputElement>(this.root, 'words');
    // what somebody is typing stays, whatever another choice brings meanwhile
    if (document.activeElement !== input && input.value.trim() !== words) input.value = words;
    this.near.show(origin);
    this.root.classList.toggle('is-list-only', listOnly);
    part(this.root, 'display').querySelectorAll('button').forEach((button) => {
      button.setAttribute('aria-pressed', String((button.value === 'list') === listOnly));
    });
  }

  private display(target: Element): void {
    const button = target.closest('button');
    if (!button) return;
    this.state.listOnly = button.value === 'list';
    this.showControls();
    this.map?.resize();
    this.keep();
  }

  /** Say how many there are and in which order, and which is the nearest. */
  private tell(): void {
    const { total, nearest } = this.result;
    const order = nearest.length ? 'byDistance' : this.loaded.order;
    const all = this.words.number(this.loaded.count);
    const count = this.filters.isFiltered ? this.words.count('placesOf', total, { all }) : this.words.count('places', total);
    write(this.root, 'count', total > 1 ? `${count}, ${this.words.say(order)}` : count);
    this.answer();
  }

  /** « Le lieu le plus proche est à 140 m à vol d’oiseau : Rue des Tanneurs. » */
  private answer(): void {
    const [first] = this.result.nearest;
    const answer = part(this.root, 'answer');
    answer.hidden = !first;
    if (!first) return;
    const { row, title, subtitle } = first;
    const name = title ? [title, subtitle].filter(Boolean).join(', ') : this.words.say('unnamed', { number: String(row) });
    const [before = '', after = ''] = this.words.say('nearest', { distance: '\u0000', place: name }).split('\u0000');
    answer.replaceChildren(before, element('b', this.words.distance(first.metres ?? 0), 'num'), after);
  }

  private legend(): void {
    const names = this.filters.groupNames();
    const key = part(this.root, 'key-list');
    if (names.length < 2) return;
    key.replaceChildren(...names.map((name, group) => {
      const item = element('li');
      item.append(mark(group), element('span', name));
      return item;
    }));
    part(this.root, 'key').hidden = false;
  }

  private tick(): void {
    this.list.refresh();
    if (this.chosen) this.details.tellHours(this.chosen.hours);
  }

  private print(): void {
    if (!this.map) return;
    part<HTMLImageElement>(this.root, 'picture').src = this.map.picture();
  }

  /** « true » in words. */
  private truth(value: string): string {
    return value === 'true' ? this.words.say('yes') : value === 'false' ? this.words.say('no') : value;
  }
}

/** A name of a column as one would say it: « HAUTEUR_MAX » is « Hauteur max ». */
function readable(field: string): string {
  const spaced = field.replaceAll('_', ' ').trim();
  const quiet = spaced === spaced.toUpperCase() && spaced.length > 4 ? spaced.toLowerCase() : spaced;
  return quiet.charAt(0).toUpperCase() + quiet.slice(1);
}
