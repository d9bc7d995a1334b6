import { Run } from '@jarvis/database';
import { labelsOf } from '../../definition/draft-text.js';
import type { NoticeKind } from '../notice.js';
import { hourOf, inWords } from '../moments.js';

/** A rule that fails at every event is told once an hour: the list of runs has them all. */
export const runFailed: NoticeKind = {
  cause: 'run-failed',
  title: 'A run failed',
  description: 'The first failure of a rule in each hour; the others are in the list of runs.',
  type: 'alert',
  entity: 'run',
  audience: 'operate',
  defaults: { 'in-app': true, mail: true },
  async describe({ manager, timeZone }, id) {
    const run = await manager
      .createQueryBuilder(Run, 'run')
      .innerJoinAndSelect('run.rule', 'rule')
      .leftJoinAndSelect('run.ruleVersion', 'version')
      .where(`run.id = :id and run.status = 'failed'`, { id })
      .getOne();
    if (!run?.rule) return null;
    const finishedAt = run.finishedAt ?? new Date();
    const { owner, runbook } = labelsOf(run.ruleVersion?.definition);
    return {
      once: `${run.rule.id}/${hourOf(finishedAt)}`,
      due: new Date(),
      title: `“${run.rule.name}” failed${run.title === null ? '' : `: ${run.title}`}`,
      body: run.outcomeMessage ?? 'The run ended with an error.',
      facts: [
        { name: 'Trigger', value: run.triggerSummary },
        { name: 'Failed', value: inWords(finishedAt, timeZone) },
        ...(owner === null ? [] : [{ name: 'Owner', value: owner }]),
      ],
      ...(runbook === null ? {} : { runbook }),
      link: { path: `/runs/${id}`, label: 'See what went wrong' },
    };
  },
};
