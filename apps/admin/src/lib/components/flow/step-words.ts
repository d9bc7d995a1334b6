import type { StepView } from './steps.js';

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const firstLine = (value: unknown): string => text(value).split('\n')[0] ?? '';

/** What a step does, in a line, from what is written so far. */
export function stepWords(step: StepView, actionTitle: (id: string) => string | undefined): string {
  const { raw } = step;
  switch (step.kind) {
    case 'action': {
      const uses = text(raw['uses']);
      return uses === '' ? 'No action chosen yet' : (actionTitle(uses) ?? uses);
    }
    case 'model':
      return firstLine(raw['prompt']) || 'No prompt yet';
    case 'approval':
      return text(raw['for']) === ''
        ? 'No action chosen to ask about'
        : `Before “${text(raw['for'])}”, within ${text(raw['expiresAfter']) || '24h'}`;
    case 'branch': {
      const cases = Array.isArray(raw['cases']) ? raw['cases'].length : 0;
      return cases === 1 ? 'One case' : `${cases} cases, the first that holds`;
    }
    case 'wait':
      return text(raw['for']) !== ''
        ? `For ${text(raw['for'])}`
        : text(raw['until']) !== ''
          ? `Until ${text(raw['until'])}`
          : 'No time given yet';
    case 'stop':
      return `Ends as ${text(raw['outcome']) || '…'}${text(raw['message']) ? `: ${firstLine(raw['message'])}` : ''}`;
    default:
      return step.kind === '' ? 'No kind yet' : `Unknown kind “${step.kind}”`;
  }
}
