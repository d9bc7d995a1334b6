import { ApprovalRequest } from '@jarvis/database';
import { In } from 'typeorm';
import type { LiveData, LiveSource } from '../live/live-source.js';

/** For both events: somebody is asked, and a question is settled. */
export const loadApprovals: LiveSource<LiveData<'approval_requested'>> = async (manager, ids) => {
  const approvals = await manager.find(ApprovalRequest, {
    select: {
      id: true,
      runId: true,
      automationRuleId: true,
      title: true,
      platform: true,
      action: true,
      riskLevel: true,
      status: true,
      requestedAt: true,
      expiresAt: true,
      respondedAt: true,
    },
    where: { id: In(ids) },
  });
  return approvals.map((approval) => {
    const { id, runId, title, platform, action, riskLevel, status } = approval;
    return {
      id,
      runId,
      ruleId: approval.automationRuleId,
      title,
      platform,
      action,
      riskLevel,
      status,
      requestedAt: approval.requestedAt.toISOString(),
      expiresAt: approval.expiresAt.toISOString(),
      respondedAt: approval.respondedAt?.toISOString() ?? null,
    };
  });
};
