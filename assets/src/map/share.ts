/** What one takes away: the address of what is shown, code for another site, a table, paper. */
import type { MapSettings } from './contract';
import type { CsvForm } from './messages';
import { part, unfolds, write } from './parts';
import type { Words } from './words';

const SAID_FOR = 6_000;

export class Share {
  private timer = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly settings: MapSettings,
    private readonly words: Words,
    private readonly csv: (form: CsvForm) => Promise<string>,
  ) {
    part(root, 'share').addEventListener('click', () => void this.copy(location.href, part(root, 'share')));
    part(root, 'csv').addEventListener('click', () => void this.download());
    part(root, 'print').addEventListener('click', () => window.print());
    const code = part<HTMLTextAreaElement>(root, 'embed-code');
    unfolds(part(root, 'embed'), part(root, 'embed-box'), () => this.follow());
    part(root, 'embed-copy').addEventListener('click', () => void this.copy(code.value, code));
    code.addEventListener('focus', () => code.select());
  }

  /** Keep the code for other sites in step with the address. */
  follow(): void {
    const frame = document.createElement('iframe');
    frame.src = new URL(this.settings.embed ?? '', location.href).href.replace(/#.*$/, '') + location.hash;
    frame.title = this.settings.title;
    Object.assign(frame, { width: '100%', height: '640', loading: 'lazy', allow: 'geolocation' });
    part<HTMLTextAreaElement>(this.root, 'embed-code').value = frame.outerHTML;
  }

  private async copy(text: string, field: HTMLElement): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.say(field.tagName === 'TEXTAREA' ? 'codeCopied' : 'linkCopied');
    } catch {
      // the browser does not let us: it can be copied by hand
      if (field instanceof HTMLTextAreaElement) field.focus();
      else this.say('copyAddress');
    }
  }

  private say(key: string): void {
    window.clearTimeout(this.timer);
    write(this.root, 'shared', this.words.say(key));
    this.timer = window.setTimeout(() => write(this.root, 'shared', ''), SAID_FOR);
  }

  /** The places of the list as a table that spreadsheets of the reader's language open. */
  private async download(): Promise<void> {
    const { isFrench } = this.words;
    const table = await this.csv({
      separator: isFrench ? ';' : ',',
      decimal: isFrench ? ',' : '.',
      labels: this.settings.labels,
      latitude: this.words.say('latitude'),
      longitude: this.words.say('longitude'),
    });
    // the mark of UTF-8: without it spreadsheets read accents wrongly
    const url = URL.createObjectURL(new Blob(['\ufeff', table, '\r\n'], { type: 'text/csv;charset=utf-8' }));
    const link = document.createElement('a');
    Object.assign(link, { href: url, download: `${fileName(this.settings.title)}.csv` });
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(url), SAID_FOR);
  }
}

function fileName(title: string): string {
  const plain = title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60) || 'places';
}
