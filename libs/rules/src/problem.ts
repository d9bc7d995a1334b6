/** Whether a problem stands in the way of publishing. */
export const SEVERITIES = ['error', 'warning'] as const;
export type Severity = (typeof SEVERITIES)[number];

interface CodeOfProblem {
  severity: Severity;
  meaning: string;
}
const error = (meaning: string): CodeOfProblem => ({ severity: 'error', meaning });
const warning = (meaning: string): CodeOfProblem => ({ severity: 'warning', meaning });

/** Every code a problem of a definition can have, with what it means. The docs are generated from this table. */
export const PROBLEM_CODES = {
  'invalid-yaml': error('The text is neither YAML nor JSON.'),
  'too-large': error('The definition, or a part of it, is larger or deeper than allowed.'),
  'forbidden-key': error('A key named `__proto__`, `constructor` or `prototype`.'),
  'unstorable-text': error('A text with the character U+0000 or with half of a character, which cannot be stored.'),
  'unsupported-format': error('`format` is missing or not 1.'),
  'unknown-field': error('A field the language does not have at this place.'),
  'missing-field': error('A field that must be there is not.'),
  'wrong-type': error('A value of another type than the field takes.'),
  'invalid-value': error('A value the field does not take.'),
  'unknown-kind': error('A step or trigger of a kind that does not exist.'),
  'duplicate-id': error('Two steps with the same id.'),
  'reserved-name': error('The id of a step, or the name of a constant, that expressions cannot read, such as `in`.'),
  'empty-steps': error('A list of steps with nothing in it.'),
  'invalid-cron': error('A cron expression that cannot be read or never comes true.'),
  'invalid-timezone': error('A time zone that does not exist.'),
  'invalid-expression': error('An expression that cannot be parsed, or is larger than allowed.'),
  'braces-in-text': warning(
    'Text that reads like an expression of another tool, such as `{{ … }}` or `{event.title}`.',
  ),
  'expression-type': error('An expression that gives, or works on, the wrong type.'),
  'unknown-name': error('A name that is not in scope.'),
  'unknown-function': error('A function that does not exist.'),
  'unknown-step': error('A reference to a step that does not exist.'),
  'step-not-run-yet': error('A reference to a step that has not run when the expression is evaluated.'),
  'step-may-not-run': warning('A reference to a step that may have been skipped.'),
  'unknown-output-field': error('A field that the output of the step does not have.'),
  'field-may-be-missing': warning('A field that may be missing, read as if it were always there.'),
  'not-in-sample': warning('A field that the sample event does not have.'),
  'not-as-in-sample': warning('An expression that would fail with what the sample event has.'),
  'unknown-action': error('An action that does not exist.'),
  'unknown-trigger': error('A trigger of a platform that does not exist.'),
  'unknown-event': warning('The name of an event that begins as those of Jarvis do, and is none of them.'),
  'invalid-input': error('An input that the action, or a setting that the trigger, does not take.'),
  'refused-address': error('An address, written out, to which every request would be refused.'),
  'missing-connection': error('The action or trigger needs a connection and there is none for its platform.'),
  'unknown-connection': error('A connection that does not exist here.'),
  'ambiguous-connection': error('Several connections fit and none is named.'),
  'approval-target-missing': error('`for` names no step.'),
  'approval-target-not-action': error('`for` names a step that is no action.'),
  'approval-target-earlier': error('`for` names an action that does not run after the approval.'),
  'approval-target-in-loop': error('`for` names an action that a loop runs again for each item.'),
  'approval-target-taken': error('Two approvals for the same action.'),
  'approval-conditional': error('An approval with another condition than its action.'),
  'invalid-output-schema': error('`output` of a model step is not a JSON Schema we support.'),
  'invalid-input-schema': error('An entry of `inputs` is not a JSON Schema we support, or its default does not fit.'),
  'inputs-not-taken': error('`inputs` of a rule that is started by something else than a person or a rule.'),
  'unknown-rule': error('A step calls a rule that does not exist, is not published, or is called by no other rule.'),
  'ambiguous-rule': error('A step calls a rule by a name that several have.'),
  'invalid-code': error('Code that is no JavaScript, or that gives no result.'),
  'case-never-taken': warning('A case of a branch for a value that never comes, or that an earlier case takes.'),
  'value-without-case': warning('A value that can come and has no case, in a branch without `else`.'),
  'not-in-compensate': error('A `stop`, or another `compensate`, among the steps of a `compensate`.'),
  'unreachable-step': warning('A step that can never run.'),
  'more-problems': error('There are more problems than the answer lists.'),
  'more-warnings': warning('There are more warnings than the answer lists.'),
  'approval-inserted': warning('Policy put an approval before a risky action.'),
};

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** What was found in a definition: where, what, and what to do. Its code says how serious it is. */
export interface Finding {
  /** JSON path from the definition's root, such as `steps[1].with.text`; empty for the whole. */
  path: string;
  code: ProblemCode;
  message: string;
  hint?: string;
}

export interface Problem extends Finding {
  severity: Severity;
}

export const toProblem = (finding: Finding): Problem => ({
  ...finding,
  severity: PROBLEM_CODES[finding.code].severity,
});

/** Most findings of one severity listed at once: nobody reads more, and a hostile text could make millions. */
export const MAX_PROBLEMS = 100;

/** The first {@link MAX_PROBLEMS} of one severity; a last line says that there are more. */
export function firstFindings(findings: readonly Finding[], severity: Severity = 'error'): Finding[] {
  if (findings.length <= MAX_PROBLEMS) return [...findings];
  const more: Finding =
    severity === 'error'
      ? {
          path: '',
          code: 'more-problems',
          message: `There are more problems than the ${MAX_PROBLEMS} listed.`,
          hint: 'Correct these first.',
        }
      : { path: '', code: 'more-warnings', message: `There are more warnings than the ${MAX_PROBLEMS} listed.` };
  return [...findings.slice(0, MAX_PROBLEMS), more];
}
