/** A message that a person has read can be put away: `[data-city-dismiss]` removes its `.note`. */
export function startDismissals(): void {
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest('button[data-city-dismiss]');
    button?.closest('.note')?.remove();
  });
}
