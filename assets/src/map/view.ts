/** A map of places and its list: read the file, then keep both in step with what is asked. */
import './view.css';
import type { HoursFile, MapSettings } from './contract';
import { Client } from './client';
import { part, write } from './parts';
import { PlacesView } from './places-view';
import type { Loaded } from './messages';
import { Words, type WordList } from './words';

/** Nothing is said of a wait that is over before this; later, more is. */
const SOON = 300;
const LONG = 10_000;
/** Hours are asked for once; places do not wait longer for them. */
const HOURS_PATIENCE = 4_000;

/** The server's sentence about a file that cannot be had, now or ever. */
class Unavailable extends Error {
  constructor(message: string, readonly isFinal = false, readonly why = '') {
    super(message);
  }
}

function json<T>(root: HTMLElement, name: string): T {
  return JSON.parse(root.querySelector(`script[data-${name}]`)?.textContent ?? '{}') as T;
}

async function hours(file: string): Promise<HoursFile | null> {
  const address = file.replace(/\.json$/, '/hours.json');
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(HOURS_PATIENCE) });
    return answer.ok ? ((await answer.json()) as HoursFile) : null;
  } catch {
    return null; // places are shown without what is open now
  }
}

/** The map as the page has it now. */
async function renewed(): Promise<HTMLElement | null> {
  const page = await fetch(location.href).then((answer) => answer.text()).catch(() => '');
  return new DOMParser().parseFromString(page, 'text/html').querySelector<HTMLElement>('.city-map');
}

/** Tell what is not on the map: the page did not know before the file was made. */
async function tellLeft(root: HTMLElement): Promise<void> {
  const left = (await renewed())?.querySelector('[data-part="left"]');
  if (left) part(root, 'left').replaceWith(document.importNode(left, true));
}

/** The address of the file once it has changed, which it does while a new upload is measured. */
async function moved(from: string): Promise<string | null> {
  const root = await renewed();
  const file = root && json<MapSettings>(root, 'map').file;
  const address = file ? new URL(file, location.href).href : from;
  return address === from ? null : address;
}

/** Ask for the file until it is made; `at` says where it is, also after it moved. */
async function load(root: HTMLElement, at: { file: string }, settings: MapSettings, words: Words, client: Client): Promise<Loaded> {
  let waited = false;
  const say = (key: string) => (): void => {
    part(root, 'waiting-box').hidden = false;
    write(root, 'waiting', words.say(key));
  };
  const timers = [window.setTimeout(say('loading'), SOON), window.setTimeout(say('loadingLong'), LONG)];
  try {
    for (;;) {
      const answer = await client.ask('load', { url: at.file, values: settings.values });
      if (answer.state === 'loaded') {
        if (waited) void tellLeft(root);
        return answer;
      }
      if (answer.state !== 'preparing') {
        const next = answer.state === 'moved' ? await moved(at.file) : null;
        if (!next) throw new Unavailable(answer.message, answer.state === 'refused', answer.why);
        at.file = next;
        continue;
      }
      timers.forEach((timer) => window.clearTimeout(timer));
      waited = true;
      say('preparing')();
      await new Promise((resolve) => window.setTimeout(resolve, answer.seconds * 1000));
    }
  } finally {
    timers.forEach((timer) => window.clearTimeout(timer));
  }
}

/**
 * The library that draws, asked for while the places come; not at all where it could not draw.
 * Whether this machine really can is seen when it does: to try beforehand takes half a second.
 */
function drawing(): Promise<typeof import('./map')> {
  const able = 'WebGL2RenderingContext' in window;
  const asked = able ? import('./map') : Promise.reject(new Error('This browser has no WebGL.'));
  asked.catch(() => undefined); // whoever waits for it says so
  return asked;
}

function fail(root: HTMLElement, words: Words, error: unknown): void {
  part(root, 'waiting-box').hidden = true;
  part(root, 'frame').hidden = true;
  part(root, 'failed').hidden = false;
  const { isFinal, why } = error instanceof Unavailable ? error : new Unavailable('');
  part(root, 'failed').classList.toggle('bad', !isFinal);
  part(root, 'retry').hidden = isFinal;
  part(root, 'why').hidden = !why;
  if (why) part<HTMLAnchorElement>(root, 'why').href = why;
  part(root, 'failed-words').textContent = error instanceof Unavailable && error.message ? error.message : words.say('failed');
}

/** Start a map: `[data-city-kind="map"]`. */
export async function start(root: HTMLElement): Promise<void> {
  const words = new Words(json<WordList>(root, 'words'));
  const settings = json<MapSettings>(root, 'map');
  part(root, 'retry').addEventListener('click', (event) => {
    event.preventDefault(); // the link would lose the fragment, which holds the view
    location.reload();
  });
  try {
    if (!settings.file) throw new Unavailable(words.say('unsaved'));
    const at = { file: new URL(settings.file, location.href).href };
    const client = new Client();
    const clock = settings.hours ? hours(at.file) : null;
    const library = drawing();
    const loaded = await load(root, at, settings, words, client);
    const opening = loaded.roles.hours ? ((await clock) ?? (await hours(at.file))) : null;
    part(root, 'waiting-box').hidden = true;
    part(root, 'frame').hidden = false;
    await new PlacesView(root, settings, words, client, loaded, opening, library).start();
  } catch (error) {
    fail(root, words, error);
    throw error;
  }
}
