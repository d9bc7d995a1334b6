import type { Drift } from '#lib/api/types.ts';

export type Repair = Drift['repairs'][number];

/** What has come apart, in a line. */
export const TITLES: Record<Drift['kind'], string> = {
  'workflow-missing': 'A run that Temporal has lost',
  'workflow-stuck': 'A run that does not get on',
  'row-missing': 'A workflow without its run',
  'row-closed': 'A workflow that outlived its run',
  'approval-missing': 'A question that was lost',
  'answer-lost': 'An answer that was not heard',
  'cancel-lost': 'A cancellation that was not heard',
  'effect-missing': 'An effect that nobody can settle',
  'rule-missing': 'A schedule without its rule',
  'workflow-closed': 'A run whose workflow had ended',
  'start-lost': 'A run that nobody was going to start',
  'status-stale': 'A run that said less than had happened',
  'left-open': 'A run that had ended with something open',
  'schedule-missing': 'A rule without its schedule',
  'schedule-left': 'A schedule that no rule wanted',
};

interface RepairWords {
  label: string;
  done: string;
  /** What somebody should know first; a repair that takes nothing away asks nothing. */
  ask?: { title: string; consequences: string[] };
}

export const REPAIR_WORDS: Record<Repair, RepairWords> = {
  adopt: { label: 'Make the run again', done: 'The run is here again, and goes on.' },
  'tell-again': { label: 'Tell it again', done: 'The workflow was told again.' },
  terminate: {
    label: 'End the workflow',
    done: 'The workflow has ended.',
    ask: {
      title: 'End this workflow?',
      consequences: ['It does nothing more. What it has done already stays.', 'This cannot be taken back.'],
    },
  },
  close: {
    label: 'Close as failed',
    done: 'The run is closed as failed.',
    ask: {
      title: 'Close this run as failed?',
      consequences: ['Its questions are withdrawn, and it does nothing more.', 'It can be run again afterwards.'],
    },
  },
  'run-again': {
    label: 'Run again',
    done: 'The old run is closed as failed, and a new one has started.',
    ask: {
      title: 'Close this run and run its event again?',
      consequences: ['A new run, for real: it asks for its approvals anew, and posts and mails leave.'],
    },
  },
  'remove-schedule': {
    label: 'Remove the schedule',
    done: 'The schedule is removed from Temporal.',
    ask: {
      title: 'Remove this schedule from Temporal?',
      consequences: ['Should the rule come back with another restore, its schedule is made again by itself.'],
    },
  },
};
