import ArrowDown from '~icons/lucide/arrow-down';
import ArrowUp from '~icons/lucide/arrow-up';
import ClipboardPaste from '~icons/lucide/clipboard-paste';
import ClipboardCopy from '~icons/lucide/clipboard-copy';
import Copy from '~icons/lucide/copy';
import Scissors from '~icons/lucide/scissors';
import Trash from '~icons/lucide/trash-2';
import type { StepView } from '#lib/components/flow/steps.ts';
import type { MenuItem } from '#lib/components/ui/menu.ts';
import { count } from '#lib/format/words.ts';
import { report } from '#lib/state/report.ts';
import { toasts } from '#lib/state/toasts.svelte.ts';
import type { StepEdits } from './step-edits.ts';

/** What can be done with a step and what is selected with it, through the clipboard too. */
export function nodeMenu(step: StepView, edits: StepEdits): MenuItem[] {
  const many = edits.stretchOf(step).count;
  const what = many === 1 ? '' : ` ${count(many, 'step')}`;
  const write = async (text: string): Promise<void> => {
    await navigator.clipboard.writeText(text);
    toasts.add({
      tone: 'ok',
      text: many === 1 ? 'The step was copied as YAML.' : `${many} steps were copied as YAML.`,
    });
  };
  const ways = [
    { label: 'Move up', icon: ArrowUp, by: -1 },
    { label: 'Move down', icon: ArrowDown, by: 1 },
  ] as const;
  return [
    ...ways.flatMap(({ label, icon, by }) =>
      edits.canMove(step, by) ? [{ label, icon, onSelect: () => edits.move(step, by) }] : [],
    ),
    {
      label: `Copy${what}`,
      icon: ClipboardCopy,
      onSelect: () => void write(edits.copy(step)).catch(report('Nothing was copied')),
    },
    {
      label: `Cut${what}`,
      icon: Scissors,
      // Gone only once it is in the clipboard.
      onSelect: () => void write(edits.copy(step)).then(() => edits.remove(step), report('Nothing was cut')),
    },
    {
      label: 'Paste below',
      icon: ClipboardPaste,
      onSelect: () =>
        void navigator.clipboard
          .readText()
          .then((text) => edits.paste(text, step), report('The clipboard cannot be read')),
    },
    { label: `Duplicate${what}`, icon: Copy, onSelect: () => edits.duplicate(step) },
    { label: `Delete${what}`, icon: Trash, danger: true, onSelect: () => edits.remove(step) },
  ];
}
