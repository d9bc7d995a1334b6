import { announceCompletedIssues } from './announce-completed-issues.js';
import { answerQuestions } from './answer-questions.js';
import { dailyDigest } from './daily-digest.js';
import { formToMail } from './form-to-mail.js';
import { hello } from './hello.js';

/** A rule to start from, as YAML text with its comments and order. */
export interface ExampleRule {
  /** Stable name, usable in addresses. */
  slug: string;
  source: string;
}

/** Every example; the first is the one a new installation has. */
export const EXAMPLE_RULES: readonly ExampleRule[] = [
  { slug: 'announce-completed-issues', source: announceCompletedIssues },
  { slug: 'say-hello', source: hello },
  { slug: 'morning-digest', source: dailyDigest },
  { slug: 'answer-contact-form', source: formToMail },
  { slug: 'answer-open-questions', source: answerQuestions },
];
