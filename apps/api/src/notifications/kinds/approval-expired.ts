import type { NoticeKind } from '../notice.js';
import { inWords } from '../moments.js';
import { asker, describeQuestion, findApproval, subjectOf } from './approval-subject.js';

export const approvalExpired: NoticeKind = {
  cause: 'approval-expired',
  title: 'An approval expired',
  description: 'Nobody answered in time, so nothing was done.',
  type: 'insight',
  entity: 'approval',
  audience: 'review',
  defaults: { 'in-app': true, mail: false },
  async describe(sources, id) {
    const approval = await findApproval(sources, { id, status: 'expired' });
    if (!approval) return null;
    return {
      once: id,
      due: new Date(),
      title: `Expired without an answer: ${subjectOf(approval)}`,
      body: `${asker(approval)} asked on ${inWords(approval.requestedAt, sources.timeZone)} and nobody answered by ${inWords(approval.expiresAt, sources.timeZone)}. Nothing was done.`,
      ...(await describeQuestion(sources, approval)),
      link: { path: `/approvals/${id}`, label: 'See what it was' },
    };
  },
};
