import { formatPath, isWithin, type Path } from '@jarvis/issues/path';
import { goto } from '$app/navigation';
import { page } from '$app/state';
import { tick } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import { TRIGGER } from '../../../components/flow/flow.ts';
import { bringIntoSight, wrongPartOf } from '#lib/state/first-error.ts';
import { ownerOf } from '../../../components/flow/paths.ts';
import type { StepView } from '../../../components/flow/steps.ts';

/** In the YAML: what stands at a path, or a line (1-based). */
export type Place = { path: string } | { line: number };

export type Pane = 'form' | 'yaml';

/** Beside the canvas there is room for a panel; below it the panel covers the canvas. */
const WIDE = '(width >= 64rem)';

export const ZOOMS = [0.25, 0.4, 0.55, 0.7, 0.85, 1, 1.25, 1.5];

/** Which node is chosen, and which panel shows it. */
export class BuildView {
  chosen = $state<string | null>(null);
  /** The other end of what is selected in the list of the chosen one; null when only that is. */
  anchor = $state<string | null>(null);
  /** Keys of the steps whose ways are hidden. */
  readonly folded = new SvelteSet<string>();
  /** How large the flow is drawn; 1 is its own size. */
  zoom = $state(1);
  pane = $state<Pane>('form');
  /** Set when the YAML should scroll to a place. */
  revealed = $state.raw<Place | null>(null);

  /** On a narrow screen: whether the panel covers the canvas. Back closes it, as it came as a page. */
  get covers(): boolean {
    return page.state.panel === true;
  }

  choose(key: string | null): void {
    this.chosen = key;
    this.anchor = null;
    if (key !== null) this.#unfoldTo(key);
    if (key !== null) this.revealed = { path: key };
  }

  fold(key: string): void {
    if (!this.folded.delete(key)) this.folded.add(key);
    // What is hidden is not chosen.
    if (this.chosen !== null && this.chosen !== key && this.folded.has(key) && isWithin(this.chosen, key))
      this.choose(key);
  }

  /** Shows what lies in steps that are folded. */
  #unfoldTo(path: string): void {
    for (const key of this.folded) if (path !== key && isWithin(path, key)) this.folded.delete(key);
  }

  zoomBy(by: 1 | -1): void {
    const steps = by === 1 ? ZOOMS : ZOOMS.toReversed();
    this.zoom = steps.find((one) => (by === 1 ? one > this.zoom + 0.01 : one < this.zoom - 0.01)) ?? this.zoom;
  }

  /** As large as there is room for all of it; its own size, if it was that large already. */
  async fit(scroller: HTMLElement): Promise<void> {
    const before = this.zoom;
    this.zoom = 1;
    await tick();
    const room = [scroller.clientWidth / scroller.scrollWidth, scroller.clientHeight / scroller.scrollHeight];
    const fitted = Math.max(ZOOMS[0] ?? 0, Math.floor(100 * Math.min(1, ...room)) / 100);
    this.zoom = before === fitted ? 1 : fitted;
  }

  /** Selects all from where the selection began to here. */
  extend(key: string): void {
    this.select(this.anchor ?? this.chosen ?? key, key);
  }

  select(anchor: string, key: string): void {
    [this.anchor, this.chosen] = [anchor, key];
    this.revealed = { path: key };
  }

  /** Neighbours in one list; the chosen one alone where there is no other end, or where that lies elsewhere. */
  selected(steps: readonly StepView[]): StepView[] {
    const chosen = steps.find(({ key }) => key === this.chosen);
    const anchor = steps.find(({ key }) => key === this.anchor);
    if (!chosen) return [];
    if (!anchor || String(anchor.list) !== String(chosen.list)) return [chosen];
    const [from, to] = [Math.min(anchor.index, chosen.index), Math.max(anchor.index, chosen.index)];
    return steps.filter(({ list, index }) => String(list) === String(chosen.list) && index >= from && index <= to);
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
    this.anchor = null;
    this.chosen = owner ?? ([TRIGGER, 'limits'].some((name) => isWithin(path, name)) ? TRIGGER : null);
    this.#unfoldTo(path);
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
