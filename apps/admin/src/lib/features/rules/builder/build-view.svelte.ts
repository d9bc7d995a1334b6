import { formatPath, type Path } from '@jarvis/issues/path';
import { goto } from '$app/navigation';
import { page } from '$app/state';
import { tick } from 'svelte';
import { isWithin } from '@jarvis/issues/path';
import { TRIGGER } from '../../../components/flow/flow.ts';
import { bringIntoSight, wrongPartOf } from '#lib/state/first-error.ts';
import { ownerOf } from '../../../components/flow/paths.ts';
import type { StepView } from '../../../components/flow/steps.ts';

/** In the YAML: what stands at a path, or a line (1-based). */
export type Place = { path: string } | { line: number };

export type Pane = 'form' | 'yaml';

/** Beside the canvas there is room for a panel; below it the panel covers the canvas. */
const WIDE = '(width >= 64rem)';

/** Which node is chosen, and which panel shows it. */
export class BuildView {
  chosen = $state<string | null>(null);
  pane = $state<Pane>('form');
  /** Set when the YAML should scroll to a place. */
  revealed = $state.raw<Place | null>(null);

  /** On a narrow screen: whether the panel covers the canvas. Back closes it, as it came as a page. */
  get covers(): boolean {
    return page.state.panel === true;
  }

  choose(key: string | null): void {
    this.chosen = key;
    if (key !== null) this.revealed = { path: key };
  }

  /** Shows the panel where the screen has no room for it beside the canvas. */
  open(pane: Pane = this.pane): void {
    this.pane = pane;
    if (!this.covers && !matchMedia(WIDE).matches) void goto('', { state: { panel: true }, shallow: true });
  }

  close(): void {
    if (this.covers) history.back();
  }

  /** Leads to a line of the YAML. */
  showLine(line: number): void {
    this.open('yaml');
    this.revealed = { line };
  }

  /** Leads to a place that somebody names, such as that of a problem. */
  async show(path: string, steps: readonly StepView[]): Promise<void> {
    const owner = ownerOf(path, steps)?.key;
    this.chosen = owner ?? ([TRIGGER, 'limits'].some((name) => isWithin(path, name)) ? TRIGGER : null);
    this.revealed = { path };
    this.open();
    await tick();
    if (this.pane === 'form') focusField(path);
  }
}

/** The field at a path, or the nearest around it. */
function focusField(path: string): void {
  const parts = path.split(/(?=[.[])/);
  for (let length = parts.length; length > 0; length--) {
    const field = document.getElementById(`field-${parts.slice(0, length).join('')}`);
    if (field) {
      const whole = field.closest('[data-field]');
      bringIntoSight((whole ? wrongPartOf(whole) : null) ?? field);
      return;
    }
  }
}

/** The button of a node on the canvas. */
export function focusNode(path: Path | string): void {
  const key = typeof path === 'string' ? path : formatPath(path);
  document.querySelector<HTMLElement>(`[data-flow-node="${CSS.escape(key)}"]`)?.focus();
}

/** Whether undo belongs to what is there: a field to its typing, and what lies over the page keeps its keys. */
export function hasOwnUndo(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, [contenteditable="true"], [role="dialog"], [role="menu"]') !== null
  );
}
