import { announceCompletedIssues } from './announce-completed-issues.js';
import { answerQuestions } from './answer-questions.js';
import { dailyDigest } from './daily-digest.js';
import { deployNote } from './deploy-note.js';
import { fileNote } from './file-note.js';
import { formToMail } from './form-to-mail.js';
import { hello } from './hello.js';
import { monthEnd } from './month-end.js';
import { paidInvoice } from './paid-invoice.js';
import { sortRequests } from './sort-requests.js';
import { takeOrders } from './take-orders.js';
import { tellFailures } from './tell-failures.js';

/** A rule to start from, as YAML text with its comments and order. */
export interface ExampleRule {
  /** Stable name, usable in addresses. */
  slug: string;
  source: string;
  /** How somebody says it who looks for it: “I want to …”. */
  want: string;
  /** An event as it would come, so that the rule can be rehearsed at once; absent where its trigger brings nothing. */
  event?: Readonly<Record<string, unknown>>;
}

/** Every example; the first is the one a new installation has. */
export const EXAMPLE_RULES: readonly ExampleRule[] = [
  {
    slug: 'announce-completed-issues',
    source: announceCompletedIssues,
    want: 'announce on X what is done on GitHub, after somebody has read the post',
    event: {
      action: 'closed',
      issue: {
        number: 42,
        title: 'Exports keep their column order',
        body: 'Columns of an export came in another order than on the screen.',
        state: 'closed',
        state_reason: 'completed',
        html_url: 'https://github.com/octo-org/octo-repo/issues/42',
        labels: [{ name: 'enhancement' }],
        user: { login: 'octocat' },
      },
      repository: { full_name: 'octo-org/octo-repo', html_url: 'https://github.com/octo-org/octo-repo' },
      sender: { login: 'octocat' },
    },
  },
  { slug: 'say-hello', source: hello, want: 'try how a rule works' },
  { slug: 'morning-digest', source: dailyDigest, want: 'get a summary of my mail every morning' },
  {
    slug: 'answer-contact-form',
    source: formToMail,
    want: 'answer messages from the form on my web site',
    event: { name: 'Ada', email: 'ada@example.com', message: 'Do you ship to Norway? We would need twelve of them.' },
  },
  {
    slug: 'thank-for-payment',
    source: paidInvoice,
    want: 'thank customers when Stripe reports a payment',
    event: {
      id: 'evt_1',
      type: 'invoice.paid',
      data: { object: { id: 'in_1', number: 'A-1030', customer_email: 'ada@example.com', amount_paid: 4200 } },
    },
  },
  {
    slug: 'note-deployments',
    source: deployNote,
    want: 'keep a record of deployments that my build server reports',
    event: { service: 'shop', version: '2.4.0', status: 'finished' },
  },
  {
    slug: 'mail-failures',
    source: tellFailures,
    want: 'be told by mail when any rule fails',
    event: {
      run: {
        id: '018f0000-0000-7000-8000-000000000010',
        name: 'Close the month',
        startedAt: '2026-11-27T16:00:00.000Z',
      },
      rule: { id: '018f0000-0000-7000-8000-000000000011', name: 'Close the month' },
      message: 'The mailbox could not be read.',
      error: { code: 'unavailable', message: 'Gmail does not answer.', stepPath: 'steps[0]' },
    },
  },
  {
    slug: 'file-a-note',
    source: fileNote,
    want: 'have a part that several rules share',
    event: { title: 'Renewal', text: 'Ada wants to renew in March.' },
  },
  {
    slug: 'answer-open-questions',
    source: answerQuestions,
    want: 'draft answers to many mails at once and read each before it is sent',
  },
  {
    slug: 'sort-requests',
    source: sortRequests,
    want: 'sort support requests by how urgent they are and wake whoever is on call',
    event: { from: 'ada@example.com', plan: 'business', subject: 'The shop is down', text: 'Customers cannot pay.' },
  },
  {
    slug: 'close-the-month',
    source: monthEnd,
    want: 'do something on the last working day of each month',
  },
  {
    slug: 'take-an-order',
    source: takeOrders,
    want: 'take an order step by step, and undo it if something goes wrong',
    event: { number: 1030, email: 'ada@example.com', items: [{ sku: 'CUP-1' }, { sku: 'CUP-2' }] },
  },
];
