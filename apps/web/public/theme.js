// Runs before the first paint, so that a chosen dark theme never flashes white. src/profile/theme.ts takes over.
(() => {
  let choice = 'auto';
  try {
    choice = localStorage.getItem('warbler.theme') ?? 'auto';
  } catch {
    // Storage may be blocked; the system's theme is used then.
  }
  const isDark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
})();
