import type { Step } from '@jarvis/steps/language';

/** What people read for a step: its name, else what its action is called, else its id in words. */
export function displayName(step: Step, actionTitle?: string): string {
  return step.name ?? actionTitle ?? humanize(step.id);
}

/** `askReviewer_2` → `Ask reviewer 2`. */
function humanize(id: string): string {
  const words = id
    .replaceAll('_', ' ')
    .replaceAll(/([a-z])(?=[A-Z0-9])|([A-Z])(?=[A-Z][a-z])/g, '$& ')
    .toLowerCase()
    .trim();
  return words === '' ? id : words.charAt(0).toUpperCase() + words.slice(1);
}

/** Takes an id that nothing uses yet: `approvePublish`, `approvePublish2`, … */
export function claimId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${wanted}${String(number)}`;
  taken.add(id);
  return id;
}
