import { chosenColumns, COLUMNS_COOKIE, withColumns, type Column } from '#lib/format/columns.ts';

/** The columns a person sees in one list. A cookie keeps them, so that the server's first paint agrees. */
export class ColumnChoice {
  readonly columns: readonly Column[];
  readonly #list: string;
  #shown = $state.raw<string[]>([]);

  /** @param cookie what the server read; in the browser the cookie itself is newer */
  constructor(options: { list: string; columns: readonly Column[]; cookie: string | undefined }) {
    this.columns = options.columns;
    this.#list = options.list;
    this.#shown = chosenColumns(this.columns, this.#list, readCookie() ?? options.cookie);
  }

  has(id: string): boolean {
    return this.#shown.includes(id);
  }

  toggle(id: string): void {
    this.#shown = this.columns
      .filter((column) => this.has(column.id) !== (column.id === id))
      .map((column) => column.id);
    writeCookie(withColumns(readCookie(), this.#list, this.#shown));
  }

  /** Back to what is shown without a choice. */
  reset(): void {
    const cookie = withColumns(readCookie(), this.#list, null);
    this.#shown = chosenColumns(this.columns, this.#list, cookie);
    writeCookie(cookie);
  }

  /** Grid tracks of a row; `fixed` is the one that is always there, after the column named `after` (or first). */
  tracks(fixed: string, { after }: { after?: string } = {}): string {
    const tracks = this.columns.flatMap(({ id, width }) => [
      ...(this.has(id) ? [width] : []),
      ...(id === after ? [fixed] : []),
    ]);
    return (after === undefined ? [fixed, ...tracks] : tracks).join(' ');
  }
}

function writeCookie(value: string): void {
  document.cookie = `${COLUMNS_COOKIE}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax`;
}

function readCookie(): string | undefined {
  if (typeof document === 'undefined') return undefined;
  const pair = document.cookie.split('; ').find((one) => one.startsWith(`${COLUMNS_COOKIE}=`));
  return pair && decodeURIComponent(pair.slice(COLUMNS_COOKIE.length + 1));
}
