/** The dialog of a page of results in which one draws the area to search by. */
import { part } from '../map/parts';
import { Chooser, type Choice } from './chooser';
import { addressOf, areaOf, outlineOfBox, outlineOfCorners } from './shapes';
import type { Bounds, Position } from '../map/contract';

/** What the address of the page says of a drawn area. */
function drawnOf(address: string): Choice | null {
  const numbers = address.split(',').map(Number);
  if (numbers.length < 4 || numbers.length % 2 || !numbers.every(Number.isFinite)) return null;
  if (numbers.length === 4) return { area: outlineOfBox(numbers as Bounds), district: null };
  const corners = numbers.flatMap((x, at) => (at % 2 ? [] : [[x, numbers[at + 1]!] as Position]));
  const area = areaOf(JSON.stringify(outlineOfCorners(corners)));
  return area && { area, district: null };
}

/** Start the part: `[data-city-kind="area"]`. */
export async function start(root: HTMLElement): Promise<void> {
  const dialog = part<HTMLDialogElement>(root, 'dialog');
  const open = part<HTMLButtonElement>(root, 'open');
  const value = part<HTMLInputElement>(root, 'value');
  const search = part<HTMLButtonElement>(root, 'search');
  const set = (choice: Choice | null): void => {
    value.value = choice ? choice.district?.value ?? addressOf(choice.area) : '';
  };
  const chooser = new Chooser(root, set);
  open.hidden = false;
  open.addEventListener('click', async () => {
    dialog.showModal();
    const asked = new URLSearchParams(location.search);
    const now = asked.get('ext_zone') ?? asked.get('ext_bbox') ?? '';
    const choice = drawnOf(now) ?? (now ? await chooser.find(now) : null);
    set(choice);
    await chooser.open(choice);
  });
  part(root, 'close').addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  part<HTMLFormElement>(root, 'form').addEventListener('submit', (event) => {
    if (value.value) return;
    event.preventDefault();
    part(root, 'said').textContent = search.dataset['none'] ?? '';
  });
}
