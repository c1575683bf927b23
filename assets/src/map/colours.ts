/** The colours of the page's tokens as MapLibre can read them, in the scheme that is shown. */

const TOKENS = [
  'map-land', 'map-block', 'map-green', 'map-water', 'map-rail', 'accent', 'on-accent', 'surface', 'ink', 'ink-2',
  'mark-0', 'mark-1', 'mark-2', 'mark-3', 'mark-4', 'mark-5',
  'on-mark-0', 'on-mark-1', 'on-mark-2', 'on-mark-3', 'on-mark-4', 'on-mark-5',
] as const;
export type Token = (typeof TOKENS)[number];
export type Colours = Record<Token, string> & { scheme: 'light' | 'dark' };

/** Read the tokens at an element: the browser derives them, a pixel tells what they came to. */
export function readColours(root: HTMLElement): Colours {
  const probe = document.createElement('span');
  const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
  probe.style.setProperty('forced-color-adjust', 'none'); // the map keeps its colours, or all would be one
  root.append(probe);
  const read = (token: Token): string => {
    probe.style.color = `var(--${token})`;
    pen.fillStyle = getComputedStyle(probe).color;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
    return `rgb(${red}, ${green}, ${blue})`;
  };
  const entries = TOKENS.map((token) => [token, read(token)] as const);
  probe.remove();
  return { ...(Object.fromEntries(entries) as Record<Token, string>), scheme: isDark(root) ? 'dark' : 'light' };
}

function isDark(root: HTMLElement): boolean {
  const schemes = getComputedStyle(root).colorScheme;
  if (!schemes.includes('dark')) return false;
  return !schemes.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches;
}

/** Call back when the scheme may have changed, by the system or by the page's button. */
export function onSchemeChange(changed: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  const watched = { attributes: true, attributeFilter: ['data-scheme'] };
  new MutationObserver(changed).observe(document.documentElement, watched);
}
