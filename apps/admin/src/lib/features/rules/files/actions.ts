import { goto } from '$app/navigation';
import { report } from '#lib/state/report.ts';
import { toasts } from '#lib/state/toasts.svelte.ts';
import { duplicateRule, exportRule } from './calls.ts';

interface Rule {
  id: string;
  name: string;
}

/** Gives the rule to the browser as a file. */
export async function download({ id, name }: Rule): Promise<void> {
  try {
    const { fileName, text } = await exportRule(fetch, id);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (cause) {
    report(`“${name}” was not exported`)(cause);
  }
}

export async function duplicate({ id, name }: Rule): Promise<void> {
  try {
    const copy = await duplicateRule(fetch, id);
    toasts.add({ tone: 'ok', text: `“${copy.name}” is a draft. Nothing runs before you publish it.` });
    await goto(`/rules/${copy.id}`);
  } catch (cause) {
    report(`“${name}” was not copied`)(cause);
  }
}
