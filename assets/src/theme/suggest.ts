/**
 * A search box that proposes while one types: `input[data-city-suggest]`, whose value is the
 * address to ask. What is chosen is opened; Enter without a choice sends the form, which works
 * without all this.
 */
import { Combobox, type Proposal } from '../base/combobox';

interface Suggestion extends Proposal {
  url: string;
}

function suggestions(address: string): (typed: string, signal: AbortSignal) => Promise<Suggestion[]> {
  return async (typed, signal) => {
    const answer = await fetch(`${address}?q=${encodeURIComponent(typed)}`, { signal });
    return ((await answer.json()) as { suggestions: Suggestion[] }).suggestions;
  };
}

/** Wire each search box of the page. */
export function startSuggestions(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[data-city-suggest]')) {
    const address = input.dataset['citySuggest'];
    if (!address) continue;
    new Combobox(input, { ask: suggestions(address), choose: ({ url }) => window.location.assign(url) });
  }
}
