/**
 * What every page carries: it looks for the views that the page holds and loads what they need,
 * and nothing else.
 */

/** A view, started on its root element; resolves when it shows all that it should. */
export interface View {
  start(root: HTMLElement): Promise<void>;
}

const kinds: Record<string, () => Promise<View>> = {
  area: () => import('../area/view'),
  counter: () => import('../form/counter'),
  coverage: () => import('../area/coverage'),
  form: () => import('../form/view'),
  map: () => import('../map/view'),
  parts: () => import('../form/parts'),
  rows: () => import('../form/rows'),
  slug: () => import('../form/slug'),
  upload: () => import('../form/upload'),
};

/** Start each view of the page once, and say on it how far it is. */
export function startViews(page: ParentNode = document): void {
  for (const root of page.querySelectorAll<HTMLElement>('[data-city-kind]:not([data-city-state])')) {
    const load = kinds[root.dataset['cityKind'] ?? ''];
    if (!load) continue;
    root.dataset['cityState'] = 'loading';
    load()
      .then((view) => view.start(root))
      .then(
        () => { root.dataset['cityState'] = 'ready'; },
        () => fail(root),
      );
  }
}

/** Say so, where the view's own script could not: it may not have come at all. */
function fail(root: HTMLElement): void {
  root.dataset['cityState'] = 'failed';
  for (const part of root.querySelectorAll<HTMLElement>('[data-part="failed"]')) part.hidden = false;
}

startViews();
// the rest of a page that was not read to its end yet
document.addEventListener('DOMContentLoaded', () => startViews());
// parts of a page that came later
document.addEventListener('htmx:afterSettle', () => startViews());
