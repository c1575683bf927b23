/**
 * Buttons that show and hide what they control: the navigation on a phone, a person's menu, the
 * filters of a search. Without script all of it is open.
 */

function close(button: HTMLButtonElement, target: HTMLElement): void {
  button.setAttribute('aria-expanded', 'false');
  target.classList.remove('is-open');
}

function wire(button: HTMLButtonElement): void {
  const target = document.getElementById(button.getAttribute('aria-controls') ?? '');
  if (!target) return;
  target.classList.add('is-folded');
  close(button, target);
  button.hidden = false;
  button.addEventListener('click', () => {
    const open = button.getAttribute('aria-expanded') !== 'true';
    button.setAttribute('aria-expanded', String(open));
    target.classList.toggle('is-open', open);
  });
  const within = button.parentElement;
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || button.getAttribute('aria-expanded') !== 'true') return;
    close(button, target);
    button.focus();
  };
  within?.addEventListener('keydown', leave);
  if (!button.hasAttribute('data-city-floating')) return;
  document.addEventListener('click', (event) => {
    if (within && !within.contains(event.target as Node)) close(button, target);
  });
}

/** Wire each `button[data-city-menu]` to the element that its `aria-controls` names. */
export function startMenus(): void {
  document.querySelectorAll<HTMLButtonElement>('button[data-city-menu]').forEach(wire);
}
