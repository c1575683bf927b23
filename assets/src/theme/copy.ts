/** Buttons that copy the text of an element: `[data-city-copy]` names its id. */

async function copy(button: HTMLButtonElement): Promise<void> {
  const source = document.getElementById(button.dataset['cityCopy'] ?? '');
  const words = button.querySelector('[data-city-words]');
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.textContent?.trim() ?? '');
    if (words) words.textContent = button.dataset['copied'] ?? '';
  } catch {
    // the browser does not let us: the text is selected instead, ready to be copied by hand
    getSelection()?.selectAllChildren(source);
  }
}

/** Wire each button that copies. They stay hidden where the browser has no clipboard. */
export function startCopying(): void {
  if (!('clipboard' in navigator)) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-city-copy]')) {
    button.hidden = false;
    button.addEventListener('click', () => void copy(button));
  }
}
