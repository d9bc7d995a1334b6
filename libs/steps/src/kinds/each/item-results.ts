import { completed, type NodeOutcome } from '@jarvis/interpreter/kit';
import { jsonText } from '@jarvis/json';
import { Json, MAX_OUTPUT_BYTES, StepError } from '@jarvis/plan';
import { FINAL_RUN_STATUSES, type FinalRunStatus } from '@jarvis/vocabulary';
import { z } from 'zod';
import type { EachNode } from '../../nodes.js';

/** Of the space of a step's output, what the items' outputs may take; the rest is for their statuses and errors. */
const MOST_BYTES = MAX_OUTPUT_BYTES / 2;
/** Most errors that are told in full. */
const MOST_ERRORS = 20;

const ItemResult = z.object({
  status: z.enum(FINAL_RUN_STATUSES),
  /** Of the item's last step; null when it did not come through. */
  output: Json,
  error: StepError.nullable(),
});
type ItemResult = z.infer<typeof ItemResult>;

const State = z.object({ items: z.array(Json), begun: z.int(), results: z.array(ItemResult.nullable()) });

/** What has become of the items of a loop, and what that means for the loop. */
export class ItemResults {
  /** How many items have begun. */
  begun = 0;
  private readonly results: (ItemResult | null)[] = [];
  private bytes = 0;
  private isTruncated = false;
  private ending: Extract<NodeOutcome, { type: 'ended' }> | undefined;
  private declined: Extract<NodeOutcome, { type: 'declined' }> | undefined;

  private constructor(
    private readonly node: Pick<EachNode, 'name' | 'onItemError'>,
    readonly items: readonly Json[],
  ) {}

  static none(node: EachNode, items: readonly Json[]): ItemResults {
    return new ItemResults(node, items);
  }

  /** @param state what an earlier execution of the run passed on */
  static restore(node: EachNode, state: Json): ItemResults {
    const { items, begun, results: known } = State.parse(state);
    const results = new ItemResults(node, items);
    results.begun = begun;
    known.forEach((result, index) => result && results.put(index, result));
    return results;
  }

  state(): Json {
    return { items: [...this.items], begun: this.begun, results: this.results };
  }

  add(index: number, outcome: NodeOutcome): void {
    switch (outcome.type) {
      case 'completed':
        this.put(index, { status: 'succeeded', output: outcome.output, error: null });
        return;
      case 'failed':
        this.put(index, { status: 'failed', output: null, error: outcome.error });
        return;
      case 'declined':
        this.declined ??= outcome;
        this.put(index, { status: outcome.status, output: null, error: null });
        return;
      case 'ended':
        this.ending ??= outcome;
        this.put(index, { status: outcome.status, output: null, error: null });
        return;
      case 'passed-on':
        throw new Error('An item of a loop cannot pass its run on.');
    }
  }

  /** A step of an item has ended the run. */
  get isRunOver(): boolean {
    return this.ending !== undefined;
  }

  /** Whether no further item shall begin. */
  get isOver(): boolean {
    return this.isRunOver || (this.node.onItemError === 'stop' && this.results.some((one) => one && !cameThrough(one)));
  }

  outcome(): NodeOutcome {
    if (this.ending) return this.ending;
    if (this.node.onItemError !== 'continue') {
      const error = this.error();
      if (error) return { type: 'failed', error };
      if (this.declined) return this.declined;
    }
    return completed(this.output());
  }

  output(): Json {
    const failed = this.results.filter((one) => one?.status === 'failed').length;
    const succeeded = this.results.filter((one) => one?.status === 'succeeded').length;
    return {
      count: this.items.length,
      succeeded,
      failed,
      results: this.results,
      truncated: this.isTruncated,
    };
  }

  /** What the items that failed say, as one error. */
  private error(): StepError | undefined {
    const failed = this.results.flatMap((one, index) => (one?.error ? [{ index, error: one.error }] : []));
    const [first, ...others] = failed;
    if (!first) return undefined;
    const told = (index: number): string => `item ${String(index + 1)} of ${String(this.items.length)}`;
    if (others.length === 0) {
      return { ...first.error, message: `“${this.node.name}”, ${told(first.index)}: ${first.error.message}` };
    }
    const lines = failed
      .slice(0, MOST_ERRORS)
      .map(({ index, error }) => `${told(index)}: ${error.message}`)
      .join('\n');
    const more = failed.length > MOST_ERRORS ? `\nand ${String(failed.length - MOST_ERRORS)} more` : '';
    return {
      code: 'items-failed',
      message: `“${this.node.name}”: ${String(failed.length)} of ${String(this.items.length)} items failed.\n${lines}${more}`,
      hint: 'The steps of each item say what happened there.',
      ...(first.error.stepPath === undefined ? {} : { stepPath: first.error.stepPath }),
    };
  }

  /** The outputs of many items may be more than a step can give; then later ones are left out, and that is said. */
  private put(index: number, result: ItemResult): void {
    while (this.results.length < index) this.results.push(null);
    const size = result.output === null ? 0 : jsonText(result.output).length;
    const fits = this.bytes + size <= MOST_BYTES;
    if (fits) this.bytes += size;
    else this.isTruncated = true;
    this.results[index] = fits ? result : { ...result, output: null };
  }
}

function cameThrough({ status }: { status: FinalRunStatus }): boolean {
  return status === 'succeeded';
}
