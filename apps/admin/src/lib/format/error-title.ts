export function errorTitle(status: number): string {
  if (status === 404) return 'This is not here';
  if (status === 403) return 'You may not see this';
  if (status === 429) return 'Too many requests';
  if (status === 503) return 'Jarvis is not reachable';
  if (status === 504) return 'Jarvis does not answer';
  return 'This page could not be loaded';
}
