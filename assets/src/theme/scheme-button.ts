/** The button that changes between light and dark, and remembers. */

type Scheme = 'light' | 'dark';

function shown(): Scheme {
  const chosen = document.documentElement.dataset['scheme'];
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function choose(scheme: Scheme): void {
  document.documentElement.dataset['scheme'] = scheme;
  try {
    localStorage.setItem('city-scheme', scheme);
  } catch {
    // not remembered, but shown
  }
}

function describe(button: HTMLButtonElement): void {
  const label = shown() === 'dark' ? button.dataset['toLight'] : button.dataset['toDark'];
  const words = button.querySelector('[data-city-words]');
  if (words && label) words.textContent = label;
  button.dataset['shown'] = shown();
}

/** Wire each button of the page: `[data-city-scheme]`, with its words in `data-to-dark` and `-light`. */
export function startScheme(): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>('button[data-city-scheme]');
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener('click', () => {
      choose(shown() === 'dark' ? 'light' : 'dark');
      buttons.forEach(describe);
    });
  }
  buttons.forEach(describe);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => buttons.forEach(describe));
}
