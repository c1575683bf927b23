/** A file or a link: the choice shows its own field; a file can be dropped, and is weighed first. */

const MEBIBYTE = 1024 * 1024;

class Upload {
  private readonly file: HTMLInputElement;
  private readonly chosen: HTMLElement;
  private readonly problem: HTMLElement;

  constructor(private readonly root: HTMLElement) {
    this.file = root.querySelector<HTMLInputElement>('input[type="file"]')!;
    this.chosen = root.querySelector<HTMLElement>('[data-city-chosen]')!;
    this.problem = root.querySelector<HTMLElement>('#field-upload-error')!;
    this.file.addEventListener('change', () => this.look());
    const zone = root.querySelector<HTMLElement>('[data-city-drop-zone]')!;
    for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) {
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.toggle('is-over', name === 'dragenter' || name === 'dragover');
      });
    }
    zone.addEventListener('drop', (event) => {
      if (!event.dataTransfer?.files.length) return;
      this.file.files = event.dataTransfer.files;
      this.look();
    });
  }

  /** Weigh the file; propose its name for readers where there is none. */
  private look(): void {
    const file = this.file.files?.[0];
    const limit = Number(this.root.dataset['max']);
    const tooLarge = file !== undefined && file.size > limit * MEBIBYTE;
    const words = (this.root.dataset['wordsLarge'] ?? '')
      .replace('{size}', String(Math.ceil((file?.size ?? 0) / MEBIBYTE)))
      .replace('{limit}', String(limit));
    this.file.setCustomValidity(tooLarge ? words : '');
    this.file.toggleAttribute('aria-invalid', tooLarge);
    this.problem.hidden = !tooLarge;
    this.problem.querySelector('span')!.textContent = tooLarge ? words : '';
    this.chosen.textContent = file && !tooLarge ? file.name : '';
    const name = this.root.closest('form')?.querySelector<HTMLInputElement>('input[name="name"]');
    if (file && name && !name.value) name.placeholder = file.name;
  }

  choose(source: string): void {
    for (const part of this.root.querySelectorAll<HTMLElement>('[data-city-source]')) {
      part.hidden = part.dataset['citySource'] !== source;
    }
    const isLink = source === '';
    const present = this.root.querySelector<HTMLInputElement>('[data-city-present]');
    if (present) present.disabled = isLink;
    const clear = this.root.querySelector<HTMLInputElement>('[data-city-clear]');
    if (clear) clear.disabled = !isLink;
    this.root.querySelector<HTMLInputElement>('input[type="url"]')!.disabled = !isLink;
    this.file.disabled = isLink;
  }
}

/** Start it: `[data-city-kind="upload"]`. */
export async function start(root: HTMLElement): Promise<void> {
  if (!root.querySelector('input[type="file"]')) return;
  const upload = new Upload(root);
  const radios = root.querySelectorAll<HTMLInputElement>('input[name="url_type"]');
  const follow = (): void => {
    for (const radio of radios) if (radio.checked) upload.choose(radio.value);
  };
  radios.forEach((radio) => radio.addEventListener('change', follow));
  document.addEventListener('city:filled', follow);
  follow();
}
