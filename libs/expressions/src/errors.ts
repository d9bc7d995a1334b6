/** What can go wrong in an expression. */
export type ExpressionErrorCode =
  | 'syntax'
  | 'too-complex'
  | 'too-expensive'
  | 'too-large'
  | 'forbidden-name'
  | 'unknown-name'
  | 'unknown-function'
  | 'no-such-field'
  | 'wrong-type'
  | 'not-json'
  | 'invalid-argument';

/** Characters of the source an error is about. */
export interface SourceSpan {
  start: number;
  end: number;
}

/** Thrown by everything here: what happened, where in the source, and what to do. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly code: ExpressionErrorCode;
  readonly hint: string | undefined;
  span: SourceSpan | undefined;
  source: string | undefined;

  constructor(
    code: ExpressionErrorCode,
    message: string,
    details: { hint?: string; span?: SourceSpan; source?: string } = {},
  ) {
    super(message);
    this.code = code;
    this.hint = details.hint;
    this.span = details.span;
    this.source = details.source;
  }

  /** Adds where it happened; the innermost place wins. */
  locate(source: string, span: SourceSpan): this {
    this.source ??= source;
    this.span ??= span;
    return this;
  }

  /** One line for run records: message, place, hint. */
  get userMessage(): string {
    const place = this.source === undefined ? '' : ` In \`${excerpt(this.source, this.span)}\`.`;
    return `${this.message}${place}${this.hint === undefined ? '' : ` ${this.hint}`}`;
  }
}

function excerpt(source: string, span: SourceSpan | undefined): string {
  const around = 60;
  const from = Math.max(0, (span?.start ?? 0) - around);
  const to = Math.min(source.length, (span?.end ?? source.length) + around, from + 3 * around);
  return `${from > 0 ? '…' : ''}${source.slice(from, to)}${to < source.length ? '…' : ''}`.replaceAll('\n', ' ');
}
