import { Inject, Injectable } from '@nestjs/common';
import { LiveEvent, type LiveEventType, type LiveNotice } from '@jarvis/contracts';
import {
  ActivityLog,
  ApprovalRequest,
  AutomationRule,
  Effect,
  Integration,
  Notification,
  Run,
  type Database,
} from '@jarvis/database';
import { In, type EntityManager } from 'typeorm';
import { DATABASE } from '../infrastructure/tokens.js';
import {
  toActivityData,
  toApprovalData,
  toEffectData,
  toNotificationData,
  toRuleData,
  toRunData,
  toSyncData,
} from './event-data.js';

type Load = (manager: EntityManager, ids: string[]) => Promise<LiveEvent['data'][]>;

const loaders: Record<LiveEventType, Load> = {
  run_updated: async (manager, ids) =>
    (
      await manager.find(Run, {
        select: {
          id: true,
          ruleId: true,
          status: true,
          waitingFor: true,
          outcomeMessage: true,
          triggerSummary: true,
          createdAt: true,
          startedAt: true,
          finishedAt: true,
        },
        where: { id: In(ids) },
      })
    ).map(toRunData),
  approval_requested: async (manager, ids) => (await findApprovals(manager, ids)).map(toApprovalData),
  approval_resolved: async (manager, ids) => (await findApprovals(manager, ids)).map(toApprovalData),
  activity_created: async (manager, ids) =>
    (await manager.find(ActivityLog, { where: { id: In(ids) }, order: { occurredAt: 'ASC', id: 'ASC' } })).map(
      toActivityData,
    ),
  effect_updated: async (manager, ids) =>
    (
      await manager.find(Effect, {
        select: { id: true, runId: true, stepPath: true, platform: true, action: true, state: true, externalUrl: true },
        where: { id: In(ids) },
      })
    ).map(toEffectData),
  rule_updated: async (manager, ids) =>
    (
      await manager.find(AutomationRule, {
        select: { id: true, name: true, enabled: true, deletedAt: true },
        where: { id: In(ids) },
      })
    ).map(toRuleData),
  sync_status: async (manager, ids) => (await manager.find(Integration, { where: { id: In(ids) } })).map(toSyncData),
  notification_created: async (manager, ids) =>
    (await manager.find(Notification, { where: { id: In(ids), channel: 'in-app', state: 'sent' } })).map(
      toNotificationData,
    ),
};

/** Turns notices into events: rows are read under the observatory's row-level security, so a notice can leak nothing. */
@Injectable()
export class EventLoader {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async load(observatoryId: string, notices: readonly LiveNotice[]): Promise<LiveEvent[]> {
    const idsByType = new Map<LiveEventType, string[]>();
    for (const { type, id } of notices) {
      if (type === 'session_revoked') continue;
      idsByType.set(type, [...(idsByType.get(type) ?? []), id]);
    }
    if (idsByType.size === 0) return [];
    return this.database.tenant(observatoryId, async (manager) => {
      const events: LiveEvent[] = [];
      const at = new Date().toISOString();
      for (const [type, ids] of idsByType) {
        for (const data of await loaders[type](manager, ids)) events.push(LiveEvent.parse({ type, at, data }));
      }
      return events;
    });
  }
}

function findApprovals(manager: EntityManager, ids: string[]): Promise<ApprovalRequest[]> {
  return manager.find(ApprovalRequest, {
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
}
