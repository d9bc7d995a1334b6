import { completed, type NodeOutcome } from '@jarvis/interpreter/kit';
import type { Json, StepError } from '@jarvis/plan';
import type { ParallelNode } from '../../nodes.js';

/** What has become of the branches of a parallel step, and what that means for the step. */
export class BranchResults {
  private readonly outcomes: (NodeOutcome | undefined)[];

  constructor(private readonly node: ParallelNode) {
    this.outcomes = node.branches.map(() => undefined);
  }

  add(index: number, outcome: NodeOutcome): void {
    this.outcomes[index] = outcome;
  }

  /** Whether what the other branches do no longer matters. */
  get isDecided(): boolean {
    if (this.first('ended')) return true;
    switch (this.node.mode) {
      case 'all':
        return this.first('failed') !== undefined || this.first('declined') !== undefined;
      case 'any':
        return false;
      case 'first-success':
        return this.first('completed') !== undefined;
    }
  }

  outcome(): NodeOutcome {
    const ended = this.first('ended');
    if (ended) return ended;
    const came = this.first('completed');
    const failed = this.first('failed');
    const declined = this.first('declined');
    if (this.node.mode !== 'all' && came) return completed(this.output());
    if (failed) return { type: 'failed', error: this.error(failed.error) };
    return declined ?? completed(this.output());
  }

  /** Branches that were stopped, or never began, are `cancelled`. */
  output(): Json {
    return {
      branches: this.node.branches.map(({ name }, index) => {
        const outcome = this.outcomes[index];
        switch (outcome?.type) {
          case 'completed':
            return { name, status: 'succeeded', output: outcome.output, error: null };
          case 'failed':
            return { name, status: 'failed', output: null, error: outcome.error };
          case 'declined':
          case 'ended':
            return { name, status: outcome.status, output: null, error: null };
          default:
            return { name, status: 'cancelled', output: null, error: null };
        }
      }),
    };
  }

  private error(first: StepError): StepError {
    const failed = this.outcomes.flatMap((outcome, index) => (outcome?.type === 'failed' ? [{ index, outcome }] : []));
    if (failed.length < 2) return first;
    const lines = failed.map(
      ({ index, outcome }) => `${this.node.branches[index]?.name ?? ''}: ${outcome.error.message}`,
    );
    return {
      ...first,
      code: 'branches-failed',
      message: `“${this.node.name}”: several branches failed.\n${lines.join('\n')}`,
    };
  }

  private first<Type extends NodeOutcome['type']>(type: Type): Extract<NodeOutcome, { type: Type }> | undefined {
    return this.outcomes.find((outcome): outcome is Extract<NodeOutcome, { type: Type }> => outcome?.type === type);
  }
}
