import { ApprovalRequest, Connection } from '@jarvis/database';
import { itemWords } from '@jarvis/steps/display';
import type { ApprovalStatus } from '@jarvis/vocabulary';
import type { Notice, NoticeSources } from '../notice.js';
import { inWords } from '../moments.js';
import { quoteOf } from './quote-of.js';

/** The question, when its state is this; with the names of its rule and run. */
export function findApproval(
  { manager }: NoticeSources,
  { id, status }: { id: string; status: ApprovalStatus },
): Promise<ApprovalRequest | null> {
  return manager
    .createQueryBuilder(ApprovalRequest, 'approval')
    .leftJoin('approval.rule', 'rule')
    .leftJoin('approval.run', 'run')
    .addSelect(['rule.id', 'rule.name', 'run.id', 'run.title'])
    .where('approval.id = :id and approval.status = :status', { id, status })
    .andWhere(status === 'pending' ? 'approval.expiresAt > now()' : 'true')
    .getOne();
}

/** Who asks for what, through which account, until when: what an answer needs. */
export async function describeQuestion(
  sources: NoticeSources,
  approval: ApprovalRequest,
): Promise<Pick<Notice, 'facts' | 'quote'>> {
  const { manager, review, timeZone } = sources;
  const { action, actionData, connectionId, riskLevel, riskReasons, rule, run, message, reasoning } = approval;
  const account = connectionId === null ? null : await manager.findOneBy(Connection, { id: connectionId });
  const optional = (name: string, value: string | null | undefined) => (value ? [{ name, value }] : []);
  return {
    facts: [
      ...optional('Rule', rule?.name),
      ...optional('Run', run?.title),
      { name: 'Action', value: review.titleOf(action) },
      ...optional('Account', account?.accountName),
      { name: 'Risk', value: riskReasons.length > 0 ? `${riskLevel}: ${riskReasons.join('; ')}` : riskLevel },
      ...optional('Message', message),
      ...optional('Why', reasoning),
      { name: 'Answer until', value: inWords(approval.expiresAt, timeZone) },
    ],
    quote: quoteOf(review.preview(action, actionData)),
  };
}

/** What is asked; in a loop, for which item. */
export const subjectOf = ({ title, iteration }: ApprovalRequest): string =>
  iteration === '' ? title : `${title} (${itemWords(iteration).toLowerCase()})`;

export const asker = ({ rule }: ApprovalRequest): string => (rule ? `“${rule.name}”` : 'Jarvis');
