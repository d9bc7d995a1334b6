import {
  dataAt,
  describeScope,
  type KnownData,
  type Readable,
  type ScopeData,
  type ScopeEntry,
} from '@jarvis/compiler';
import { explainText, previewOf, type Explained, type Preview } from '@jarvis/expressions';
import { jsonText, type JsonValue } from '@jarvis/json';

/** What somebody wants to know about a place in a definition. */
export interface Look {
  /** Such as `steps[2].with.text`. */
  at: string;
  known: KnownData;
  /** Evaluates this there, instead of listing what can be read. */
  explain?: { text: string; bare: boolean };
  /** Tells the values themselves, to try the step there with. */
  values?: true;
}

export interface Looked {
  entries?: ScopeEntry[];
  explained?: Outcome;
  data?: Pick<ScopeData, 'values' | 'madeUp'>;
}

type Outcome = Pick<Explained, 'parts'> & {
  result: Preview | null;
  error: Extract<Explained, { error: unknown }>['error'] | null;
  /** Paths it reads that no event and no run has given, so that their values are made up. */
  madeUp: string[];
};

/** Longest JSON of a result that is told whole. */
const MAX_RESULT = 4_096;

/** Pure; it runs in the thread that compiled the definition. */
export function lookAt(readable: Readable, { known, explain, values }: Look): Looked {
  const data = dataAt(readable, known);
  if (values) return { data: { values: data.values, madeUp: data.madeUp } };
  if (explain === undefined) return { entries: describeScope(readable.shape, data) };
  const explained = explainText(explain.text, data.values, explain);
  return { explained: toOutcome(explained, explain.text, data) };
}

function toOutcome(explained: Explained, text: string, { madeUp }: ScopeData): Outcome {
  const read = new Set(explained.parts.map(({ start, end }) => text.slice(start, end)));
  return {
    parts: explained.parts,
    result: 'value' in explained ? shortened(explained.value) : null,
    error: 'error' in explained ? explained.error : null,
    madeUp: madeUp.filter((path) => read.has(path)),
  };
}

function shortened(value: JsonValue): Preview {
  if (jsonText(value).length <= MAX_RESULT) return { value, cut: false };
  return typeof value === 'string' ? { value: `${value.slice(0, MAX_RESULT)}…`, cut: true } : previewOf(value);
}
