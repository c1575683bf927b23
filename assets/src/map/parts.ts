/** The parts of the view in its template: `[data-part]`, and `template[data-part]` to be copied. */

/** A part that the template must have. */
export function part<E extends Element = HTMLElement>(root: ParentNode, name: string): E {
  const found = root.querySelector<E>(`[data-part="${name}"]`);
  if (!found) throw new Error(`The template lacks the part "${name}".`);
  return found;
}

/** A copy of a template's only element. */
export function copyOf<E extends Element = HTMLElement>(root: ParentNode, name: string): E {
  return part<HTMLTemplateElement & E>(root, name).content.firstElementChild!.cloneNode(true) as E;
}

/** Write a text into a part, and hide the part where there is none. */
export function write(root: ParentNode, name: string, text: string): void {
  const found = part(root, name);
  const inner = found.querySelector('[data-text]') ?? found;
  inner.textContent = text;
  found.hidden = text === '';
}

/** An element with a text. */
export function element<N extends keyof HTMLElementTagNameMap>(name: N, text = '', className = ''): HTMLElementTagNameMap[N] {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** Let a button show and hide what it controls. */
export function unfolds(button: HTMLElement, unfolded: HTMLElement, toggled: () => void = () => undefined): void {
  button.addEventListener('click', () => {
    unfolded.hidden = !unfolded.hidden;
    button.setAttribute('aria-expanded', String(!unfolded.hidden));
    toggled();
  });
}
