/** Which columns a person chose, list by list: `runs=status.took&rules=success`. */
export const COLUMNS_COOKIE = 'jarvis_columns';

export interface Column {
  id: string;
  label: string;
  /** One track of the row's grid. */
  width: string;
  /** Shown only when asked for. */
  extra?: boolean;
  /** No choice hides it. */
  always?: boolean;
}

/** The chosen columns in the list's own order; without a choice, all that are not extra. */
export function chosenColumns(columns: readonly Column[], list: string, cookie: string | undefined): string[] {
  const chosen = new URLSearchParams(cookie).get(list)?.split('.');
  return columns.filter(({ id, extra, always }) => always || (chosen?.includes(id) ?? !extra)).map(({ id }) => id);
}

/** The cookie's new value, with this choice or with none; those of other lists stay. */
export function withColumns(cookie: string | undefined, list: string, shown: readonly string[] | null): string {
  const choices = new URLSearchParams(cookie);
  if (shown === null) choices.delete(list);
  else choices.set(list, shown.join('.'));
  return choices.toString();
}
