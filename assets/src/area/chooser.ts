/** The map with its tools: what search and form share. The map itself is loaded when it is opened. */
import { part } from '../map/parts';
import type { Words } from '../map/words';
import type { AreaMap } from './area-map';
import { type Area, type AreaSettings, type Districts, readDistricts, settingsOf, wordsOf } from './contract';
import type { Tool } from './drawing';
import { outlineOfBox, squareKilometres } from './shapes';

/** What is chosen: an area, and which district it is if it is one. */
export interface Choice {
  area: Area;
  district: { value: string; name: string } | null;
}

export class Chooser {
  readonly words: Words;
  private readonly settings: AreaSettings;
  private map: AreaMap | null = null;
  private districts: Districts | null = null;
  private choice: Choice | null = null;

  constructor(private readonly root: HTMLElement, private readonly changed: (choice: Choice | null) => void) {
    this.words = wordsOf(root);
    this.settings = settingsOf(root);
    root.querySelectorAll<HTMLElement>('[data-tool]').forEach((button) => {
      button.addEventListener('click', () => this.take(button.ariaPressed === 'true' ? null : (button.dataset['tool'] as Tool)));
    });
    part(root, 'view').addEventListener('click', () => this.takeView());
    part(root, 'again').addEventListener('click', () => this.startAgain());
  }

  /** Load the map, once, and show what is chosen. */
  async open(choice: Choice | null): Promise<void> {
    this.put(choice);
    if (this.map) return this.map.fit(choice?.area ?? null);
    this.help('loading');
    const box = part(this.root, 'map');
    box.dataset['state'] = 'loading';
    try {
      const [{ AreaMap: Drawn }, districts] = await Promise.all([import('./area-map'), this.known()]);
      const map = new Drawn(box, this.settings, districts, this.words, {
        drawn: (area) => this.choose({ area, district: null }),
        district: (value) => this.pick(value),
      });
      await map.start(choice?.area ?? null);
      this.map = map;
      this.help('start');
      box.dataset['state'] = 'ready';
    } catch {
      box.dataset['state'] = 'failed';
      this.help('failed');
      this.root.querySelectorAll<HTMLButtonElement>('[data-tool], [data-part="view"]').forEach((button) => { button.disabled = true; });
    }
  }

  /** The districts of the city, asked for once. */
  async known(): Promise<Districts> {
    this.districts ??= await readDistricts(this.settings.districts);
    return this.districts;
  }

  /** The district that a value names. */
  async find(value: string): Promise<Choice | null> {
    const found = (await this.known()).features.find(({ properties }) => properties.value === value);
    return found ? { area: found.geometry, district: found.properties } : null;
  }

  /** Show a choice that was made elsewhere. */
  put(choice: Choice | null): void {
    this.choice = choice;
    this.map?.show(choice?.area ?? null);
    this.say();
  }

  private choose(choice: Choice | null): void {
    this.press(null);
    this.put(choice);
    this.help('start');
    this.changed(choice);
  }

  private async pick(value: string): Promise<void> {
    this.choose(await this.find(value));
  }

  private takeView(): void {
    if (!this.map) return;
    this.map.take(null);
    this.choose({ area: outlineOfBox(this.map.view()), district: null });
  }

  private take(tool: Tool | null): void {
    if (!this.map) return;
    this.map.take(tool);
    this.press(tool);
    if (!tool) this.map.show(this.choice?.area ?? null);
    this.help(tool ?? 'start');
  }

  private startAgain(): void {
    this.map?.take(null);
    this.choose(null);
    this.map?.fit(null);
    part(this.root, 'view').focus();
  }

  private press(tool: Tool | null): void {
    this.root.querySelectorAll<HTMLElement>('[data-tool]').forEach((button) => {
      button.ariaPressed = String(button.dataset['tool'] === tool);
    });
  }

  private help(key: string): void {
    part(this.root, 'help').textContent = this.words.say(key);
  }

  /** Say in words what is chosen. */
  private say(): void {
    part(this.root, 'again').hidden = !this.choice;
    part(this.root, 'said').textContent = this.sentence();
  }

  /** In words, what is chosen; `otherwise` says it of what is no district. */
  sentence(otherwise: 'drawn' | 'outline' = 'drawn'): string {
    if (!this.choice) return this.words.say('nothing');
    const { area, district } = this.choice;
    const size = areaInWords(squareKilometres(area), this.words.language);
    return district ? this.words.say('district', { name: district.name, area: size }) : this.words.say(otherwise, { area: size });
  }
}

/** « 1,2 km² », « 3 hectares » below a tenth of that. */
function areaInWords(kilometres: number, language: string): string {
  const small = kilometres < 0.1;
  const number = new Intl.NumberFormat(language, { maximumSignificantDigits: kilometres < 10 ? 2 : 3 });
  return `${number.format(small ? kilometres * 100 : kilometres)}\u00a0${small ? 'ha' : 'km²'}`;
}
