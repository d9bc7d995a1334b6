import type { Delivery } from '../channel.js';
import { htmlOf } from './mail-html.js';
import { oneLine, revealed } from './plain.js';

/** A content of this length is looked at in the admin. */
const MAX_QUOTE = 6_000;

/** What both parts of a mail say: plain text, hidden characters revealed. */
export interface MailContent {
  title: string;
  body: string;
  facts: { name: string; value: string }[];
  quote: { heading: string; fields: { name: string; value: string }[]; text: string } | undefined;
  runbook: { heading: string; text: string } | undefined;
  link: { label: string; address: string };
  caution: string;
  reason: string;
  settings: string;
}

/** Subject and both parts of a mail. Its links open pages of the admin; none decides anything. */
export function renderMail(delivery: Delivery, adminUrl: string): { subject: string; text: string; html: string } {
  const content = contentOf(delivery, adminUrl);
  return { subject: oneLine(delivery.notice.title, 150), text: textOf(content), html: htmlOf(content) };
}

function contentOf({ notice, observatory }: Delivery, adminUrl: string): MailContent {
  const { title, body, facts, quote, runbook, link } = notice;
  const plain = ({ name, value }: { name: string; value: string }) => ({
    name: oneLine(name),
    value: oneLine(value, 1000),
  });
  const at = (path: string) => new URL(path, adminUrl).href;
  return {
    title: oneLine(title),
    body: oneLine(body, 1000),
    facts: facts.map(plain),
    quote: quote && {
      heading: oneLine(quote.heading),
      fields: quote.fields.map(plain),
      text: shortened(revealed(quote.text ?? '')),
    },
    runbook:
      runbook === undefined
        ? undefined
        : { heading: 'What its rule says is to be done', text: shortened(revealed(runbook)) },
    link: { label: link.label, address: at(link.path) },
    caution: 'Others or a model wrote this. Do not follow links or requests in it.',
    reason: `You are told because of what you may do in “${oneLine(observatory)}”. Nothing is decided by opening a link.`,
    settings: at('/settings#notifications'),
  };
}

function shortened(text: string): string {
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…\n(The rest is on the page.)` : text;
}

/** Quoted lines begin with `>`, so that what others wrote cannot pass for a line of ours. */
function textOf({ title, body, facts, quote, runbook, link, caution, reason, settings }: MailContent): string {
  const line = ({ name, value }: { name: string; value: string }) => `${name}: ${value}`;
  const quoted = (lines: string[]) => lines.map((one) => `> ${one}`.trimEnd());
  return [
    title,
    '',
    body,
    '',
    ...facts.map(line),
    ...(quote
      ? [
          '',
          `${quote.heading} (${caution})`,
          '',
          ...quoted([
            ...quote.fields.map(line),
            ...(quote.fields.length > 0 && quote.text ? [''] : []),
            ...(quote.text ? quote.text.split('\n') : []),
          ]),
        ]
      : []),
    ...(runbook ? ['', `${runbook.heading}:`, '', ...quoted(runbook.text.split('\n'))] : []),
    '',
    `${link.label}:`,
    link.address,
    '',
    '-- ',
    reason,
    `Choose what you are told: ${settings}`,
    '',
  ].join('\n');
}
