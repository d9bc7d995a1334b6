import { flattenSteps } from '@jarvis/steps/lists';
import type { Aside } from '@jarvis/steps/display';
import { flatten, readSteps, type StepView } from '../../../components/flow/steps.js';
import { isRecord } from '../../../format/json-schema.js';

export interface Ending {
  key: 'approved' | 'rejected' | 'expired' | 'only' | 'no-event' | `fails ${string}`;
  title: string;
  words: string;
  answers: Record<string, { decision: 'approved' | 'rejected'; after: string }>;
  events: Record<string, { after: string }>;
  /** Ids of the steps that fail. */
  failures: string[];
}

/** How long an event takes to come, where nobody says otherwise. */
const EVENT_AFTER = '1m';

/** Most endings in which a step fails: each is a run of its own. */
const MAX_FAILING = 6;

/** Ids of the steps of a kind, nested ones too. */
export function idsOf(definition: unknown, wanted: 'approval' | 'wait-for-event'): string[] {
  const steps = isRecord(definition) && Array.isArray(definition['steps']) ? definition['steps'] : [];
  return flattenSteps(steps.filter(isRecord)).flatMap(({ kind, id }) =>
    kind === wanted && typeof id === 'string' ? [id] : [],
  );
}

/**
 * The endings worth seeing: one for each way a person can answer, or a single one where nobody is asked; and one in which
 * no event comes, where steps wait for some.
 */
export function endingsOf(
  definition: unknown,
  { approveAfter, rejectAfter }: { approveAfter: string; rejectAfter: string },
): Ending[] {
  const [asked, waiting] = [idsOf(definition, 'approval'), idsOf(definition, 'wait-for-event')];
  const all = (decision: 'approved' | 'rejected', after: string) =>
    Object.fromEntries(asked.map((id) => [id, { decision, after }]));
  const events = Object.fromEntries(waiting.map((id) => [id, { after: EVENT_AFTER }]));
  const approved = all('approved', approveAfter);
  const only = waiting.length === 0 ? 'Nobody is asked' : `Events come after ${EVENT_AFTER}`;
  const answered: Ending[] =
    asked.length === 0
      ? [{ key: 'only', title: 'It runs', words: only, answers: {}, events, failures: [] }]
      : [
          {
            key: 'approved',
            title: 'Approved',
            words: `after ${approveAfter}`,
            answers: approved,
            events,
            failures: [],
          },
          {
            key: 'rejected',
            title: 'Rejected',
            words: `after ${rejectAfter}`,
            answers: all('rejected', rejectAfter),
            events,
            failures: [],
          },
          { key: 'expired', title: 'Nobody answers', words: 'until it expires', answers: {}, events, failures: [] },
        ];
  const failing = failingOf(definition).map(({ id, title }): Ending => ({
    key: `fails ${id}`,
    title: `“${title}” fails`,
    words: 'whatever it would do',
    answers: approved,
    events,
    failures: [id],
  }));
  if (waiting.length === 0) return [...answered, ...failing];
  const words = 'until its time is over';
  return [
    ...answered,
    { key: 'no-event', title: 'No event comes', words, answers: approved, events: {}, failures: [] },
    ...failing,
  ];
}

/** Steps with steps for their failure; where some can be undone, the last step of the rule too, so that they are. */
function failingOf(definition: unknown): { id: string; title: string }[] {
  const top = readSteps(isRecord(definition) ? definition['steps'] : [], ['steps']);
  const all = flatten(top);
  const holds = (aside: Aside) => (step: StepView) => step.lists.some((list) => list.aside === aside);
  const last = all.some(holds('compensate')) ? top.slice(-1) : [];
  return [...new Set([...all.filter(holds('onError')), ...last])].filter(({ id }) => id !== '').slice(0, MAX_FAILING);
}

/** What an error of a rehearsal says; null where there is none. */
export function messageOf(error: unknown): string | null {
  return isRecord(error) && typeof error['message'] === 'string' ? error['message'] : null;
}
