import type { ApprovalPreview } from '#lib/api/types.ts';
import type { FieldProblems } from '#lib/components/form/problems.ts';
import { isRecord } from '#lib/format/json-schema.ts';
import type EditInput from './EditInput.svelte';

/** Not the one of problems.ts, which loads with what edits. */
const NO_PROBLEMS: FieldProblems = { words: {}, entries: {} };

/** What a person changes of a proposal before approving it. */
export class ApprovalEdit {
  drafting = $state(false);
  /** Most approvals are answered as they are: what edits them loads on demand. */
  Editor = $state.raw<typeof EditInput>();
  input = $state.raw<Record<string, unknown>>({});
  /** Of the edited input; null until the server has answered. */
  preview = $state.raw<ApprovalPreview | null>(null);
  problems = $state.raw<FieldProblems>(NO_PROBLEMS);
  readonly valid = $derived(Object.keys(this.problems.words).length === 0);

  /** Begins with what was proposed. */
  async start(proposed: unknown): Promise<void> {
    this.Editor ??= (await import('./EditInput.svelte')).default;
    this.input = isRecord(proposed) ? { ...proposed } : {};
    this.preview = null;
    this.problems = NO_PROBLEMS;
    this.drafting = true;
  }

  end(): void {
    this.drafting = false;
    this.preview = null;
    this.problems = NO_PROBLEMS;
  }

  differsFrom(proposed: unknown): boolean {
    return this.drafting && JSON.stringify(this.input) !== JSON.stringify(proposed);
  }
}
