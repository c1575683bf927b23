/** The parts of a form beside it: how far each is, as it is filled in, and which one is in sight. */

type State = 'errors' | 'todo' | 'more' | 'done';

function isEmpty(field: Element): boolean {
  const inputs = field.querySelectorAll<HTMLInputElement>('input:not([type="hidden"]), select, textarea');
  return ![...inputs].some((input) => (/^(radio|checkbox)$/.test(input.type) ? input.checked && input.value : input.value.trim()));
}

function stateOf(part: Element): State {
  if (part.querySelector('.field.error')) return 'errors';
  const empty = (need: string): boolean => [...part.querySelectorAll(`[data-need="${need}"]`)].some(isEmpty);
  if (empty('required')) return 'todo';
  return empty('recommended') ? 'more' : 'done';
}

/** Start the list: `nav[data-city-kind="parts"]`. */
export async function start(root: HTMLElement): Promise<void> {
  const links = new Map<Element, HTMLAnchorElement>();
  for (const link of root.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
    const part = document.getElementById(link.hash.slice(1));
    if (part) links.set(part, link);
  }
  const show = (): void => {
    for (const [part, link] of links) {
      const state = stateOf(part);
      if (state === 'errors') continue; // as the site counted them
      link.dataset['state'] = state;
      link.querySelector('small')!.textContent = root.dataset[`words${state[0]!.toUpperCase()}${state.slice(1)}`] ?? '';
    }
  };
  const current = (part: Element): void => {
    for (const [each, link] of links) {
      if (each === part) link.setAttribute('aria-current', 'step');
      else link.removeAttribute('aria-current');
    }
  };
  root.addEventListener('click', (event) => {
    const part = document.getElementById((event.target as Element).closest('a')?.hash.slice(1) ?? '');
    if (part instanceof HTMLDetailsElement) part.open = true;
  });
  document.addEventListener('input', show);
  document.addEventListener('change', show);
  document.addEventListener('city:filled', show);
  document.addEventListener('focusin', (event) => {
    const part = (event.target as Element).closest('[data-city-part]');
    if (part) current(part);
  });
  show();
}
