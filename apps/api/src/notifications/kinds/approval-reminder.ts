import type { NoticeKind } from '../notice.js';
import { inWords, reminderOf } from '../moments.js';
import { asker, describeQuestion, findApproval, subjectOf } from './approval-subject.js';

export const approvalReminder: NoticeKind = {
  cause: 'approval-requested',
  title: 'An approval is about to expire',
  description: 'A reminder before the time for an answer ends, when nobody has answered yet.',
  type: 'reminder',
  entity: 'approval',
  audience: 'review',
  defaults: { 'in-app': true, mail: true },
  async describe(sources, id) {
    const approval = await findApproval(sources, { id, status: 'pending' });
    const due = approval && reminderOf({ from: approval.requestedAt, until: approval.expiresAt });
    if (!due) return null;
    return {
      once: id,
      due,
      title: `Still unanswered: ${subjectOf(approval)}`,
      body: `${asker(approval)} waits until ${inWords(approval.expiresAt, sources.timeZone)}. After that nothing is done and the run ends.`,
      ...(await describeQuestion(sources, approval)),
      link: { path: `/approvals/${id}`, label: 'Look at it and decide' },
    };
  },
};
