/** What people read for a step, before it is run and afterwards: its name, else its id in words. */
export function stepName({ id, name }: { id: string; name?: string | undefined }): string {
  return name || inWords(id);
}

/** `askReviewer_2` → `Ask reviewer 2`. */
function inWords(id: string): string {
  const words = id
    .replaceAll('_', ' ')
    .replaceAll(/([a-z])(?=[A-Z0-9])|([A-Z])(?=[A-Z][a-z])/g, '$& ')
    .toLowerCase()
    .trim();
  return words === '' ? id : words.charAt(0).toUpperCase() + words.slice(1);
}
