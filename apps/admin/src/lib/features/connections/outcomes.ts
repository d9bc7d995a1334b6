import { CONNECT_OUTCOMES, type ConnectOutcome } from '@jarvis/vocabulary';

/** Who asked, and what for. */
interface Facts {
  /** The platform. */
  title: string;
  /** Who asks for the consent. */
  vendor: string;
  /** The account that is connected now. */
  account: string | null;
}

interface Words {
  good: boolean;
  text: string;
  /** What to do. */
  hint?: string;
}

const begin = (vendor: string) => `press “Connect with ${vendor}”`;
const again = (vendor: string) => `Nothing was connected. To begin again, ${begin(vendor)}.`;

const WORDS: Record<ConnectOutcome, (facts: Facts) => Words> = {
  connected: ({ title, account }) => ({ good: true, text: `${title} is connected${account ? ` as ${account}` : ''}.` }),
  renewed: ({ title, account }) => ({
    good: true,
    text: `${account ?? title} was connected already. Its access is new now; its name and its rules stay.`,
  }),
  denied: ({ vendor }) => ({ good: false, text: `You did not agree at ${vendor}.`, hint: again(vendor) }),
  unknown: ({ vendor }) => ({
    good: false,
    text: 'Nobody in this observatory has begun this connection.',
    hint: `Nothing was connected. If you switched the observatory meanwhile, switch back; then ${begin(vendor)}.`,
  }),
  'other-session': ({ vendor }) => ({
    good: false,
    text: 'This connection was begun in another session.',
    hint: `Nothing was connected. Finish it in the browser where it was begun, or ${begin(vendor)} to begin here.`,
  }),
  used: ({ vendor }) => ({
    good: false,
    text: `This answer of ${vendor} was used already.`,
    hint: `It counts once. If the account is not in the list, ${begin(vendor)} to begin again.`,
  }),
  expired: ({ vendor }) => ({
    good: false,
    text: `The answer of ${vendor} came after more than ten minutes.`,
    hint: again(vendor),
  }),
  'wrong-issuer': ({ vendor }) => ({
    good: false,
    text: `The answer does not come from ${vendor}, so it was not used.`,
    hint: 'Nothing was connected. If you did not begin this yourself, tell whoever runs Jarvis.',
  }),
  refused: ({ vendor }) => ({ good: false, text: `${vendor} did not give access.`, hint: again(vendor) }),
  'scopes-missing': ({ vendor }) => ({
    good: false,
    text: `At ${vendor} something was left out that Jarvis needs.`,
    hint: `Nothing was connected. To begin again, ${begin(vendor)} and leave everything chosen; below is what each is for.`,
  }),
  'first-call-refused': ({ vendor }) => ({
    good: false,
    text: `${vendor} let us in but refused the first call.`,
    hint: `Nothing was connected. Check at ${vendor} that the API is switched on for the client that Jarvis is registered with; the log has the reason.`,
  }),
  'account-unknown': ({ vendor }) => ({
    good: false,
    text: `${vendor} gave access, but did not say to which account.`,
    hint: 'Nothing was connected. Try again in a moment.',
  }),
  'other-account': ({ vendor }) => ({
    good: false,
    text: `You were signed in at ${vendor} with another account than the one to be renewed.`,
    hint: 'Nothing was changed. Sign in there with that account, or connect this one as another account.',
  }),
  'client-missing': ({ vendor }) => ({
    good: false,
    text: `The client that Jarvis is registered with at ${vendor} was changed meanwhile.`,
    hint: again(vendor),
  }),
  'client-refused': ({ vendor }) => ({
    good: false,
    text: `${vendor} does not take the client that Jarvis is registered with.`,
    hint: 'Nothing was connected. An owner checks its client id, its secret and the redirect address.',
  }),
  'vendor-unavailable': ({ vendor }) => ({
    good: false,
    text: `${vendor} does not answer.`,
    hint: 'Nothing was connected. Try again in a moment.',
  }),
  'not-allowed': () => ({
    good: false,
    text: 'You may not connect accounts here.',
    hint: 'Nothing was connected. An owner or operator does it.',
  }),
  failed: ({ vendor }) => ({
    good: false,
    text: 'The answer could not be taken: something went wrong on our side.',
    hint: again(vendor),
  }),
};

/** How it came out when a person was sent to a platform; null for what is no outcome, as anybody can write an address. */
export function outcomeWords(outcome: string | null, facts: Facts): Words | null {
  const known = CONNECT_OUTCOMES.find((one) => one === outcome);
  return known ? WORDS[known](facts) : null;
}
