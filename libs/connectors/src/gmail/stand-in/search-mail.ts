import type { Mail } from './mails.js';

const TERM = /(?:(\w+):)?("[^"]*"|\S+)/g;

/**
 * The part of Gmail's search language that rules use: rfc822msgid, from, to, cc, subject, in, after, before and plain
 * words; all terms must match. Source: https://support.google.com/mail/answer/7190
 */
export function searchMail(mails: readonly Mail[], query: string): Mail[] {
  const terms = [...query.matchAll(TERM)].map(([, operator, value = '']) => ({
    operator,
    value: value.replaceAll('"', '').toLowerCase(),
  }));
  return mails.filter((mail) => terms.every((term) => matches(mail, term)));
}

function matches(mail: Mail, { operator, value }: { operator: string | undefined; value: string }): boolean {
  const contains = (text: string) => text.toLowerCase().includes(value);
  switch (operator) {
    case 'rfc822msgid':
      return mail.messageId.replace(/^<|>$/g, '').toLowerCase() === value.replace(/^<|>$/g, '');
    case 'from':
      return contains(mail.from);
    case 'to':
      return mail.to.some(contains);
    case 'cc':
      return mail.cc.some(contains);
    case 'subject':
      return contains(mail.subject);
    case 'in':
      return value === 'sent' || value === 'anywhere';
    case 'after':
      return Date.parse(mail.receivedAt) >= moment(value);
    case 'before':
      return Date.parse(mail.receivedAt) < moment(value);
    default:
      return contains(mail.subject) || contains(mail.text);
  }
}

/** Unix seconds or year/month/day. */
const moment = (value: string) =>
  /^\d{9,}$/.test(value) ? Number(value) * 1000 : Date.parse(value.replaceAll('/', '-'));
