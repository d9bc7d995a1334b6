import { THEME_COOKIE, type Theme } from '#lib/format/theme.ts';

/** Applies a theme at once and keeps it for the next visit. */
export function setTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=31536000; samesite=lax`;
}
