import type { Mail } from './mails.js';

const TOKEN = /[()]|(-?)(?:(\w+):)?("[^"]*"|[^\s()]+)/g;

type Test = (mail: Mail) => boolean;

/**
 * The part of Gmail's search language that rules use: rfc822msgid, from, to, cc, subject, in, label, after, before and
 * plain words, `-` before a term, `OR` between two, and groups in parentheses; all terms must match. Source:
 * https://support.google.com/mail/answer/7190
 */
export function searchMail(mails: readonly Mail[], query: string): Mail[] {
  const test = readGroup([...query.matchAll(TOKEN)]);
  return mails.filter(test);
}

/** Takes its tokens away, its closing parenthesis too. */
function readGroup(tokens: RegExpExecArray[]): Test {
  const tests: Test[] = [];
  let either = false;
  for (let token = tokens.shift(); token && token[0] !== ')'; token = tokens.shift()) {
    if (token[0] === 'OR') {
      either = true;
      continue;
    }
    const test = token[0] === '(' ? readGroup(tokens) : readTerm(token);
    const before = either ? tests.pop() : undefined;
    tests.push(before ? (mail) => before(mail) || test(mail) : test);
    either = false;
  }
  return (mail) => tests.every((test) => test(mail));
}

function readTerm([, minus, operator, written = '']: RegExpExecArray): Test {
  const value = written.replaceAll('"', '').toLowerCase();
  return (mail) => matches(mail, { operator, value }) !== (minus === '-');
}

function matches(mail: Mail, { operator, value }: { operator: string | undefined; value: string }): boolean {
  const contains = (text: string) => text.toLowerCase().includes(value);
  const isLabelled = (name: string) => mail.labels.some((label) => label.toLowerCase() === name);
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
      return value === 'anywhere' || isLabelled(value === 'drafts' ? 'draft' : value);
    case 'label':
      return isLabelled(value);
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
