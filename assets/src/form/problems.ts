/** The summary of what is to be corrected: it takes the focus, its links lead into the fields. */

function openAround(target: Element): void {
  for (let at: Element | null = target; at; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) at.open = true;
  }
}

function enter(id: string): boolean {
  const target = document.getElementById(id);
  if (!target) return false;
  openAround(target);
  const input = target.matches('fieldset, div, section, details')
    ? target.querySelector<HTMLElement>('input:checked, input:not([type="hidden"]), select, textarea, button')
    : target;
  (input ?? target).focus();
  target.scrollIntoView({ block: 'center' });
  return true;
}

/** Enter the field that the page's address names: it may stand in a part that is folded. */
export function enterFromAddress(form: HTMLFormElement): void {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id && form.querySelector(`#${CSS.escape(id)}`)) enter(id);
}

/** Where a number is wrong, the city's own is a button away. */
export function offerOwnNumbers(form: HTMLFormElement): void {
  for (const button of form.querySelectorAll<HTMLButtonElement>('[data-city-use]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const input = form.querySelector<HTMLInputElement>(`#${button.dataset['for']}`)!;
      input.value = button.dataset['cityUse']!;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      input.focus();
    });
  }
}

/** Give the summary of a form the focus, if it has one. */
export function focusProblems(form: HTMLFormElement): void {
  const summary = form.querySelector<HTMLElement>('.error-explanation');
  if (!summary) return;
  summary.focus();
  summary.addEventListener('click', (event) => {
    const link = (event.target as Element).closest('a[href^="#"]');
    if (link && enter(link.getAttribute('href')!.slice(1))) event.preventDefault();
  });
  form.querySelectorAll('.field.error').forEach(openAround);
}
