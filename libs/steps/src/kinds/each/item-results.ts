import { completed, OutputSpace, type EndedOutcome, type NodeOutcome } from '@jarvis/interpreter/kit';
import { Json, StepError } from '@jarvis/plan';
import { FINAL_RUN_STATUSES } from '@jarvis/vocabulary';
import { z } from 'zod';
import type { EachNode } from '../../nodes.js';

/** Most errors that are told in full. */
const MAX_ERRORS = 20;

const ItemResult = z.object({
  status: z.enum(FINAL_RUN_STATUSES),
  /** Of the item's last step; null when it did not come through. */
  output: Json,
  error: StepError.nullable(),
});
type ItemResult = z.infer<typeof ItemResult>;

const Declined = z.object({ type: z.literal('declined'), status: z.enum(FINAL_RUN_STATUSES), message: z.string() });

const State = z.object({
  items: z.array(Json),
  begun: z.int(),
  results: z.array(ItemResult.nullable()),
  declined: Declined.optional(),
  used: z.int(),
});

/** What has become of the items of a loop, and what that means for the loop. */
export class ItemResults {
  /** How many items have begun. */
  begun = 0;
  private results: (ItemResult | null)[] = [];
  private space = new OutputSpace();
  private ending: Extract<NodeOutcome, { type: 'ended' }> | undefined;
  private declined: z.infer<typeof Declined> | undefined;

  private constructor(
    private readonly node: Pick<EachNode, 'name' | 'onItemError'>,
    readonly items: readonly Json[],
  ) {}

  static none(node: EachNode, items: readonly Json[]): ItemResults {
    return new ItemResults(node, items);
  }

  /** @param passedOn what an earlier execution of the run knew */
  static restore(node: EachNode, passedOn: Json): ItemResults {
    const { items, begun, results, declined, used } = State.parse(passedOn);
    const restored = new ItemResults(node, items);
    restored.begun = begun;
    restored.results = results;
    restored.declined = declined;
    restored.space = new OutputSpace(used);
    return restored;
  }

  state(): Json {
    const { items, begun, results, declined, space } = this;
    return { items: [...items], begun, results, ...(declined ? { declined } : {}), used: space.used };
  }

  add(index: number, outcome: NodeOutcome): void {
    if (outcome.type === 'declined') this.declined ??= outcome;
    if (outcome.type === 'ended') this.ending ??= outcome;
    // Items before it may still be under way.
    while (this.results.length < index) this.results.push(null);
    this.results[index] = this.resultOf(outcome);
  }

  /** A step of an item has ended the run. */
  get hasEndedRun(): boolean {
    return this.ending !== undefined;
  }

  /** Whether no further item shall begin. */
  get isDecided(): boolean {
    return (
      this.hasEndedRun || (this.node.onItemError === 'stop' && this.results.some((one) => one && !cameThrough(one)))
    );
  }

  outcome(): EndedOutcome {
    if (this.ending) return this.ending;
    if (this.node.onItemError !== 'continue') {
      const error = this.error();
      if (error) return { type: 'failed', error };
      if (this.declined) return this.declined;
    }
    return completed(this.output());
  }

  output(): Json {
    const count = (status: string): number => this.results.filter((one) => one?.status === status).length;
    return {
      count: this.items.length,
      succeeded: count('succeeded'),
      failed: count('failed'),
      results: this.results,
      truncated: this.space.isFull,
    };
  }

  /** What the items that failed say, as one error. */
  private error(): StepError | undefined {
    const failed = this.results.flatMap((one, index) =>
      one?.status === 'failed' ? [{ index, error: one.error }] : [],
    );
    const [first, ...others] = failed;
    if (!first) return undefined;
    const told = (index: number): string => `item ${String(index + 1)} of ${String(this.items.length)}`;
    if (others.length === 0 && first.error) {
      return { ...first.error, message: `"${this.node.name}", ${told(first.index)}: ${first.error.message}` };
    }
    const lines = failed
      .slice(0, MAX_ERRORS)
      .map(({ index, error }) => `${told(index)}: ${error?.message ?? 'its steps say why'}`)
      .join('\n');
    const more = failed.length > MAX_ERRORS ? `\nand ${String(failed.length - MAX_ERRORS)} more` : '';
    return {
      code: 'items-failed',
      message: `"${this.node.name}": ${String(failed.length)} of ${String(this.items.length)} items failed.\n${lines}${more}`,
      hint: 'The steps of each item say what happened there.',
      ...(first.error?.stepPath === undefined ? {} : { stepPath: first.error.stepPath }),
    };
  }

  private resultOf(outcome: NodeOutcome): ItemResult {
    switch (outcome.type) {
      case 'completed':
        return { status: 'succeeded', output: this.space.take(outcome.output), error: null };
      case 'failed':
        return { status: 'failed', output: null, error: this.space.take(outcome.error) };
      case 'declined':
      case 'ended':
        return { status: outcome.status, output: null, error: null };
      case 'passed-on':
        throw new Error('An item of a loop cannot pass its run on.');
    }
  }
}

function cameThrough({ status }: ItemResult): boolean {
  return status === 'succeeded';
}
