/** An address proposed from a title as that is typed, until somebody writes one of their own. */

/** As CKAN makes a name of a title: plain letters, figures and hyphens, 100 at most. */
export function nameOf(title: string): string {
  return title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
}

/**
 * Start the field: `[data-city-kind="slug"]` around the input, `data-from` the id of the title.
 *
 * With `data-free` an address that nobody wrote is not sent: the catalogue makes it of the title
 * and adds a number where another dataset has it.
 */
export async function start(root: HTMLElement): Promise<void> {
  const name = root.querySelector<HTMLInputElement>('input');
  const title = document.getElementById(root.dataset['from'] ?? '') as HTMLInputElement | null;
  if (!name || !title || name.value) return;
  let proposed = '';
  const propose = (): void => {
    if (name.value !== proposed) return; // written by hand
    proposed = nameOf(title.value);
    name.value = proposed;
  };
  propose();
  title.addEventListener('input', propose);
  name.form?.addEventListener('city:filled', () => {
    proposed = nameOf(title.value);
    name.value ||= proposed;
  });
  if (root.dataset['free'] === undefined) return;
  name.form?.addEventListener('formdata', ({ formData }) => {
    if (name.value === proposed) formData.set(name.name, '');
  });
}
