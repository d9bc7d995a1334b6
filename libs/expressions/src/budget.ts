import { ExpressionError } from './errors.js';

/**
 * Units of work one rendering may cost. A unit is about one node of an expression, or a few characters moved;
 * the whole takes well under 100 ms, so that no data a stranger sends can hold up a worker.
 */
const EVALUATION_BUDGET = 100_000;

/** Counts the work of an evaluation and ends it when it is too much. Deterministic: no clock is read. */
export class Budget {
  #left: number;

  constructor(units = EVALUATION_BUDGET) {
    this.#left = units;
  }

  /** @throws {ExpressionError} `too-expensive` when the units are used up. */
  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) {
      throw new ExpressionError('too-expensive', 'The expression takes too much work on this data.', {
        hint: 'Filter or slice long lists first, or split the work over several steps.',
      });
    }
  }

  /** An error that another operand or entry makes up for: making one is slow. */
  spendError(): void {
    this.spend(100);
  }

  /** Writing a number in decimal: quick, but for data's whole numbers of up to a thousand digits. */
  spendDigits(value: unknown): void {
    if (typeof value === 'bigint' && BigInt.asIntN(64, value) !== value) this.spend(50);
  }

  /** Work that grows with the length of text. */
  spendText(characters: number): void {
    // Divided and not shifted: a product of two lengths can be beyond 32 bits, and would come out negative.
    this.spend(Math.floor(characters / 32));
  }
}
