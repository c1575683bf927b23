// Runs before the page is drawn, so that nobody who chose one scheme sees the other flash up.
try {
  const chosen = localStorage.getItem('city-scheme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['scheme'] = chosen;
} catch {
  // a browser that keeps nothing follows the system
}
