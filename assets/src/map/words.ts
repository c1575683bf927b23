/** Words that the template gives, and numbers, distances, times and days as French writes them. */

import { own } from './own';

/** The JSON of `script[data-words]`: sentences with `{names}` in braces; plurals as pairs. */
export type WordList = Record<string, string | { one: string; many: string }>;

const NO_BREAK = '\u00a0';

export class Words {
  readonly language = document.documentElement.lang || 'fr';
  private readonly plural = new Intl.PluralRules(this.language);
  private readonly numbers = new Intl.NumberFormat(this.language);
  private readonly tenths = new Intl.NumberFormat(this.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  private readonly days = new Intl.DateTimeFormat(this.language, { dateStyle: 'long', timeZone: 'UTC' });

  constructor(private readonly list: WordList) {}

  /** A sentence; the texts put into it are plain text, and stay so. */
  say(key: string, texts: Record<string, string> = {}): string {
    const words = this.list[key];
    return fill(typeof words === 'string' ? words : '', texts);
  }

  /** A sentence about so many things; `{number}` in it is the number. */
  count(key: string, number: number, texts: Record<string, string> = {}): string {
    const words = this.list[key];
    if (typeof words !== 'object') return '';
    const form = this.plural.select(number) === 'one' ? words.one : words.many;
    return fill(form, { ...texts, number: this.number(number) });
  }

  get isFrench(): boolean {
    return this.language.startsWith('fr');
  }

  number(value: number): string {
    return wide(this.numbers.format(value));
  }

  /** « 140 m », « 1,2 km », « 140 km ». */
  distance(metres: number): string {
    if (metres < 995) return `${Math.max(10, Math.round(metres / 10) * 10)}${NO_BREAK}m`;
    const kilometres = metres / 1000;
    return `${wide(kilometres < 100 ? this.tenths.format(kilometres) : this.numbers.format(Math.round(kilometres)))}${NO_BREAK}km`;
  }

  /** « 12 h », « 9 h 30 », « minuit ». */
  time(minutes: number): string {
    const hour = Math.floor(minutes / 60) % 24;
    const minute = minutes % 60;
    if (hour === 0 && minute === 0) return this.say('midnight');
    if (this.isFrench) return `${hour}${NO_BREAK}h${minute ? NO_BREAK + String(minute).padStart(2, '0') : ''}`;
    const options: Intl.DateTimeFormatOptions = { hour: 'numeric', timeZone: 'UTC', ...(minute ? { minute: '2-digit' } : {}) };
    return wide(new Intl.DateTimeFormat(this.language, options).format(Date.UTC(2000, 0, 1, hour, minute)));
  }

  weekday(utc: number): string {
    return new Intl.DateTimeFormat(this.language, { weekday: 'long', timeZone: 'UTC' }).format(utc);
  }

  /** « 24 juin 2026 » of « 2026-06-24 »; what is no date stays as written. */
  date(written: string): string {
    const day = /^\d{4}-\d{2}-\d{2}/.exec(written)?.[0];
    const time = day ? Date.parse(`${day}T00:00:00Z`) : NaN;
    return Number.isNaN(time) ? written : this.days.format(time).replace(/^1 /, this.isFrench ? '1er ' : '1 ');
  }
}

function fill(sentence: string, texts: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (_whole, name: string) => own(texts, name) ?? '');
}

/** These fonts draw the thin no-break space too tight. */
function wide(written: string): string {
  return written.replaceAll('\u202f', NO_BREAK);
}
