/**
 * From where distances are measured: an address of the city's own list, or the place where the
 * device says that it is. It is asked only when somebody wants it, and goes nowhere.
 */
import { Combobox, type Proposal } from '../base/combobox';
import type { Origin } from './address';
import { part, write } from './parts';
import type { Words } from './words';

interface Address extends Proposal {
  lon: number;
  lat: number;
}

/** Long enough for a phone that must look for its satellites. */
const TIMEOUT = 20_000;

export class Near {
  private readonly form: HTMLFormElement;
  private readonly input: HTMLInputElement;
  private readonly combobox: Combobox<Address> | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly addresses: string | null,
    private readonly words: Words,
    private readonly changed: (origin: Origin | null) => void,
  ) {
    this.form = part<HTMLFormElement>(root, 'near-form');
    this.input = part<HTMLInputElement>(root, 'near');
    part(root, 'around').addEventListener('click', () => this.locate());
    part(root, 'forget').addEventListener('click', () => this.forget());
    if (!addresses) {
      this.form.classList.add('has-no-field');
      this.input.disabled = true;
      return;
    }
    this.combobox = new Combobox(this.input, { ask: this.ask, choose: (address) => this.take(address) });
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.takeFirst();
    });
  }

  /** Show where distances start from. */
  show(origin: Origin | null): void {
    if (document.activeElement !== this.input || origin) this.input.value = origin ? origin.label || this.words.say('yourPosition') : '';
    part(this.root, 'forget').hidden = !origin;
  }

  private readonly ask = async (typed: string, signal: AbortSignal): Promise<Address[]> => {
    const answer = await fetch(`${this.addresses}?q=${encodeURIComponent(typed)}`, { signal });
    if (!answer.ok) throw new Error(String(answer.status));
    return ((await answer.json()) as { addresses: Address[] }).addresses;
  };

  private take({ label, lon, lat }: Address): void {
    this.input.value = label;
    this.combobox?.close();
    this.say('');
    this.changed({ at: [lon, lat], label });
  }

  /** Enter without a choice: the first address that is like what was typed. */
  private async takeFirst(): Promise<void> {
    const typed = this.input.value.trim();
    if (!typed) return this.forget();
    try {
      const [first] = (await this.combobox?.proposals(typed)) ?? [];
      if (first) this.take(first);
      else this.say('noAddress', { typed });
    } catch {
      this.say('noAddresses');
    }
  }

  private forget(): void {
    this.input.value = '';
    this.say('');
    this.changed(null);
    if (this.addresses) this.input.focus();
    else part(this.root, 'around').focus();
  }

  private locate(): void {
    if (!('geolocation' in navigator)) return this.refused();
    this.say('locating');
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude, latitude } }) => {
        this.say('');
        this.changed({ at: [longitude, latitude], label: '' });
      },
      () => this.refused(),
      { enableHighAccuracy: true, timeout: TIMEOUT, maximumAge: 60_000 },
    );
  }

  private refused(): void {
    this.say(this.addresses ? 'refused' : 'refusedAlone');
  }

  private say(key: string, texts: Record<string, string> = {}): void {
    write(this.root, 'near-note', key && this.words.say(key, texts));
  }
}
