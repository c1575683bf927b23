/** Rows of subfields that can be added and taken away. */
import { startViews } from '../base/main';

function nextIndex(root: HTMLElement): number {
  const rows = root.querySelectorAll<HTMLElement>('[data-city-row]');
  return Math.max(-1, ...[...rows].map((row) => Number(row.dataset['cityRow']))) + 1;
}

function update(root: HTMLElement): void {
  const rows = root.querySelectorAll('[data-city-rows] > [data-city-row]').length;
  root.querySelector<HTMLElement>('[data-city-add]')!.hidden = root.dataset['once'] === 'true' && rows > 0;
  root.querySelectorAll<HTMLElement>('[data-city-remove]').forEach((button) => { button.hidden = false; });
}

function addRow(root: HTMLElement): HTMLElement {
  const index = nextIndex(root);
  const made = document.createElement('template');
  made.innerHTML = root
    .querySelector('template')!
    .innerHTML.replaceAll('REPEATING-INDEX0', String(index))
    .replaceAll('REPEATING-INDEX1', String(index + 1));
  const row = made.content.firstElementChild as HTMLElement;
  root.querySelector('[data-city-rows]')!.append(row);
  startViews(row);
  update(root);
  return row;
}

function removeRow(root: HTMLElement, row: HTMLElement): void {
  const after = (row.nextElementSibling ?? row.previousElementSibling) as HTMLElement | null;
  const form = row.closest('form');
  row.remove();
  update(root);
  (after ?? root.querySelector<HTMLElement>('[data-city-add]'))?.focus();
  form?.dispatchEvent(new Event('change', { bubbles: true }));
}

/** Add the rows that fields of these names stand in, where they are not there: `contact-1-email`. */
export function addRowsFor(form: HTMLFormElement, names: string[]): void {
  for (const root of form.querySelectorAll<HTMLElement>('[data-city-kind="rows"]')) {
    const pattern = /name="([^"]+?)-REPEATING-INDEX0-/.exec(root.querySelector('template')!.innerHTML);
    if (!pattern) continue;
    const wanted = names
      .filter((name) => name.startsWith(`${pattern[1]}-`))
      .map((name) => Number(name.slice(pattern[1]!.length + 1).split('-')[0]));
    while (nextIndex(root) <= Math.max(-1, ...wanted)) addRow(root);
  }
}

/** Start a list of rows: `[data-city-kind="rows"]`. */
export async function start(root: HTMLElement): Promise<void> {
  update(root);
  root.addEventListener('click', (event) => {
    const button = (event.target as Element).closest('button');
    if (button?.hasAttribute('data-city-add')) addRow(root).querySelector<HTMLElement>('input, select, textarea')?.focus();
    if (button?.hasAttribute('data-city-remove')) removeRow(root, button.closest<HTMLElement>('[data-city-row]')!);
  });
}
