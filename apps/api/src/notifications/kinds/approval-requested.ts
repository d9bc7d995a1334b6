import type { NoticeKind } from '../notice.js';
import { inWords } from '../moments.js';
import { asker, describeQuestion, findApproval, subjectOf } from './approval-subject.js';

export const approvalRequested: NoticeKind = {
  cause: 'approval-requested',
  title: 'An approval waits',
  description: 'Somebody is asked before Jarvis acts, and you may answer.',
  type: 'alert',
  entity: 'approval',
  audience: 'review',
  defaults: { 'in-app': true, mail: true },
  async describe(sources, id) {
    const approval = await findApproval(sources, { id, status: 'pending' });
    if (!approval) return null;
    return {
      once: id,
      due: new Date(),
      title: `Approval needed: ${subjectOf(approval)}`,
      body: `${asker(approval)} waits for your answer until ${inWords(approval.expiresAt, sources.timeZone)}. No answer means that nothing is done.`,
      ...(await describeQuestion(sources, approval)),
      link: { path: `/approvals/${id}`, label: 'Look at it and decide' },
    };
  },
};
