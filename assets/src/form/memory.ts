/**
 * What is typed into a form is kept in the browser until the site has it: a lost session, a closed
 * tab or a failed sending gives back every field. Files are not kept: a browser does not allow it.
 */

export type Fields = [name: string, value: string][];

interface Entry {
  /** Milliseconds; when something was typed last. */
  at: number;
  /** What the site had when the person began. */
  changed: string;
  fields: Fields;
}

const PREFIX = 'city-form ';
const WEEK = 7 * 24 * 60 * 60 * 1000;
/** Never kept: the token dies with the session, and the others say what is being edited. */
const OURS = /^(_csrf_token|_ckan_phase|pkg_name|id|save|state)$/;

/** The entry of one form and one person. */
export class Memory {
  private readonly key: string;

  constructor(form: string, person: string, private readonly changed: string) {
    this.key = `${PREFIX}${person} ${form}`;
  }

  read(): Entry | undefined {
    try {
      const entry = JSON.parse(localStorage.getItem(this.key) ?? '') as Entry;
      if (Date.now() - entry.at < WEEK) return entry;
      this.forget();
    } catch {
      // nothing kept, or a browser that keeps nothing
    }
    return undefined;
  }

  /** Returns whether the browser has it. */
  write(fields: Fields): boolean {
    const entry: Entry = { at: Date.now(), changed: this.changed, fields };
    try {
      localStorage.setItem(this.key, JSON.stringify(entry));
      return true;
    } catch {
      return false;
    }
  }

  forget(): void {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // a browser that keeps nothing
    }
  }
}

/** Forget what the site says it has saved since: a cookie of it names the form. */
export function forgetSaved(person: string): void {
  const saved = /(?:^|; )city_saved="?([^;"]*)/.exec(document.cookie)?.[1];
  if (!saved) return;
  new Memory(decodeURIComponent(saved), person, '').forget();
  document.cookie = 'city_saved=; path=/; max-age=0; samesite=lax';
}

/** What the fields of a form hold. */
export function readFields(form: HTMLFormElement): Fields {
  const fields: Fields = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && !OURS.test(name)) fields.push([name, value]);
  }
  return fields;
}

/** Put values back; rows of subfields must be there already. */
export function writeFields(form: HTMLFormElement, fields: Fields): void {
  const values = new Map<string, string[]>();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement)) continue;
    if (!field.name || OURS.test(field.name) || field.type === 'file') continue;
    const held = values.get(field.name);
    if (field instanceof HTMLInputElement && /^(radio|checkbox)$/.test(field.type)) {
      field.checked = held?.includes(field.value) ?? false;
    } else if (held) {
      field.value = held.shift() ?? '';
    }
  }
}
