interface Detail {
  path: string;
  message: string;
  hint?: string;
}

function isDetail(value: unknown): value is Detail {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    typeof value.path === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  );
}

/** Problems of an API answer by the field they belong to: `edited.text`, `text` and `/text` all mean the field text. */
export function problemsByField(details: unknown): Record<string, string[]> {
  const byField: Record<string, string[]> = {};
  for (const detail of Array.isArray(details) ? details.filter(isDetail) : []) {
    const field =
      detail.path
        .replace(/^\/?(edited|credentials)\b[./]?/, '')
        .split(/[.[/]/)
        .find((part) => part !== '') ?? '';
    const hint = 'hint' in detail && typeof detail.hint === 'string' ? ` ${detail.hint}` : '';
    (byField[field] ??= []).push(capitalizeFirst(detail.message) + hint);
  }
  return byField;
}

function capitalizeFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
