/**
 * What core's views of a file read from scripts in the page, which the policy of our pages refuses:
 * values as globals, and buttons with a handler of their own. Loaded on the page of such a view
 * only, before core's modules start.
 */

/** The globals that core's views read. Nothing else in the page may make one. */
const names = ['gdataDict', 'gresviewId', 'preload_resource', 'preview_metadata', 'resource_url'];

/** What core's table offers to handlers; its functions are globals. */
interface Table extends Window {
  fitColText?: () => void;
  copyModal?: (title: string) => void;
}

const given = document.querySelector('script[data-city-values]')?.textContent ?? '{}';
for (const [name, value] of Object.entries(JSON.parse(given) as Record<string, unknown>)) {
  if (names.includes(name)) Object.assign(window, { [name]: value });
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button') : null;
  if (button?.id === 'refit-button') (window as Table).fitColText?.();
  if (button?.id === 'modalcopy-button') (window as Table).copyModal?.('');
});
