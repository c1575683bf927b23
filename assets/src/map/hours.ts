/** Whether a place is open at this minute, by the intervals that the server has computed. */
import type { HoursFile } from './contract';
import { own } from './own';
import type { Words } from './words';

const DAY = 1440; // minutes
/** What closes before this hour of the next morning is said without its day. */
const NIGHT_ENDS = 6 * 60;

export interface Opening {
  open: boolean;
  /** « Ouvert, ferme à 12 h ». */
  words: string;
}

export class Hours {
  constructor(private readonly file: HoursFile | null, private readonly words: Words) {}

  /** Null where the text was not understood. */
  opening(written: string): Opening | null {
    const known = own(this.file?.hours, written);
    if (!known || !this.file) return null;
    const now = minuteOf(this.file.day, this.file.zone);
    const intervals = merged(known.open);
    const current = intervals.find(([from, to]) => from <= now && now < to);
    if (current) return { open: true, words: this.closing(current[1], now) };
    const next = intervals.find(([from]) => from > now);
    return { open: false, words: next ? this.opens(next[0], now) : this.words.say('closed') };
  }

  /** The week in sentences; empty where the text was not understood. */
  sentences(written: string): string[] {
    return own(this.file?.hours, written)?.sentences ?? [];
  }

  /** The texts of the file that say open at this minute. */
  openNow(): string[] {
    return Object.keys(this.file?.hours ?? {}).filter((written) => this.opening(written)?.open);
  }

  private closing(end: number, now: number): string {
    if (end - now > 2 * DAY) return this.words.say('open');
    return this.words.say('openUntil', { when: this.when(end, now, NIGHT_ENDS) });
  }

  private opens(start: number, now: number): string {
    return this.words.say('opensAt', { when: this.when(start, now, 0) });
  }

  /** « à 12 h », « demain à 9 h », « lundi à 9 h ». */
  private when(minute: number, now: number, night: number): string {
    const time = this.words.time(minute % DAY);
    const midnight = minute % DAY === 0 && night > 0 ? 1 : 0; // the end of a day belongs to it
    const days = Math.floor((minute - midnight) / DAY) - Math.floor(now / DAY);
    if (days === 0 || (days === 1 && minute % DAY < night && !midnight)) return this.words.say('at', { time });
    if (days === 1) return this.words.say('tomorrow', { time });
    const day = Date.parse(`${this.file!.day}T00:00:00Z`) + Math.floor((minute - midnight) / DAY) * DAY * 60_000;
    return this.words.say('onDay', { day: this.words.weekday(day), time });
  }
}

/** Minutes since the midnight that began a day, by the clocks of a time zone. */
export function minuteOf(day: string, zone: string, at = new Date()): number {
  const options: Intl.DateTimeFormatOptions = {
    timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  };
  const parts = new Intl.DateTimeFormat('en', options).formatToParts(at);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const today = Date.UTC(part('year'), part('month') - 1, part('day'));
  const days = Math.round((today - Date.parse(`${day}T00:00:00Z`)) / (DAY * 60_000));
  return days * DAY + part('hour') * 60 + part('minute');
}

function merged(intervals: [number, number][]): [number, number][] {
  const joined: [number, number][] = [];
  for (const [from, to] of [...intervals].sort((one, other) => one[0] - other[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}
