import { completed, OutputSpace, type EndedOutcome, type NodeOutcome } from '@jarvis/interpreter/kit';
import type { Json, StepError } from '@jarvis/plan';
import type { ParallelNode } from '../../nodes.js';

/** What has become of the branches of a parallel step, and what that means for the step. */
export class BranchResults {
  /** In the order in which the branches ended. */
  private readonly ended: { index: number; outcome: NodeOutcome }[] = [];

  constructor(private readonly node: ParallelNode) {}

  add(index: number, outcome: NodeOutcome): void {
    this.ended.push({ index, outcome });
  }

  /** Whether what the other branches do no longer matters. */
  get isDecided(): boolean {
    if (this.first('ended')) return true;
    switch (this.node.mode) {
      case 'all':
        return this.first('failed', 'declined') !== undefined;
      case 'any':
        return false;
      case 'first-success':
        return this.first('completed') !== undefined;
    }
  }

  /** Whether a branch was stopped, or never began. */
  get hasStopped(): boolean {
    return this.ended.length < this.node.branches.length;
  }

  outcome(): EndedOutcome {
    const ended = this.first('ended');
    if (ended) return ended;
    if (this.node.mode !== 'all' && this.first('completed')) return completed(this.output());
    // Of several the first: it is what stopped the others.
    const decisive = this.first('failed', 'declined');
    if (!decisive) return completed(this.output());
    return decisive.type === 'failed' ? { type: 'failed', error: this.error(decisive.error) } : decisive;
  }

  /** Branches that were stopped, or never began, are `cancelled`. */
  output(): Json {
    const space = new OutputSpace();
    const branches = this.node.branches.map(({ name }, index) => {
      const outcome = this.ended.find((one) => one.index === index)?.outcome;
      switch (outcome?.type) {
        case 'completed':
          return { name, status: 'succeeded', output: space.take(outcome.output), error: null };
        case 'failed':
          return { name, status: 'failed', output: null, error: space.take(outcome.error) };
        case 'declined':
        case 'ended':
          return { name, status: outcome.status, output: null, error: null };
        default:
          return { name, status: 'cancelled', output: null, error: null };
      }
    });
    return { branches, truncated: space.isFull };
  }

  private error(first: StepError): StepError {
    const failed = this.ended.flatMap(({ index, outcome }) => (outcome.type === 'failed' ? [{ index, outcome }] : []));
    if (failed.length < 2) return first;
    const lines = failed.map(
      ({ index, outcome }) => `${this.node.branches[index]?.name ?? ''}: ${outcome.error.message}`,
    );
    const message = `"${this.node.name}": several branches failed.\n${lines.join('\n')}`;
    return { ...first, code: 'branches-failed', message };
  }

  private first<Type extends NodeOutcome['type']>(...types: Type[]): Extract<NodeOutcome, { type: Type }> | undefined {
    const isOne = (outcome: NodeOutcome): outcome is Extract<NodeOutcome, { type: Type }> =>
      types.some((type) => type === outcome.type);
    return this.ended.map(({ outcome }) => outcome).find(isOne);
  }
}
