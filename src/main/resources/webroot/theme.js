// Before the first paint: a person who chose a theme must not see the other one flash by.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // a browser that keeps nothing follows the system
}
