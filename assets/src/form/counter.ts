/** How long a text is, and whether that is enough. */

/** Start it: `[data-city-kind="counter"]`, `data-for` the id of the text. */
export async function start(root: HTMLElement): Promise<void> {
  const text = document.getElementById(root.dataset['for'] ?? '') as HTMLTextAreaElement | null;
  if (!text) return;
  const enough = Number(root.dataset['enough']);
  const show = (): void => {
    const count = text.value.trim().length;
    const words = count >= enough ? root.dataset['wordsEnough'] : root.dataset['wordsShort'];
    root.textContent = (words ?? '').replace('{n}', String(count)).replace('{more}', String(enough - count));
    root.hidden = count === 0;
  };
  text.addEventListener('input', show);
  document.addEventListener('city:filled', show);
  show();
}
