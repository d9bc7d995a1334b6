import { AutomationRule } from '@jarvis/database';
import { In } from 'typeorm';
import type { LiveData, LiveSource } from '../live/live-source.js';

/** Deleted ones too, so that lists drop them. */
export const loadRules: LiveSource<LiveData<'rule_updated'>> = async (manager, ids) => {
  const rules = await manager.find(AutomationRule, {
    select: { id: true, name: true, enabled: true, deletedAt: true },
    where: { id: In(ids) },
  });
  return rules.map(({ id, name, enabled, deletedAt }) => ({ id, name, enabled, deleted: deletedAt !== null }));
};
