import { AsyncLocalStorage } from 'node:async_hooks';
import type { LiveNotice } from '@jarvis/contracts';
import type { EntityManager } from 'typeorm';

/** The transaction the current code runs in. */
export interface Scope {
  kind: 'tenant' | 'system';
  observatoryId?: string;
  manager: EntityManager;
  /** False once committed or rolled back: code left running behind must not join it. */
  open: boolean;
  /** Told after the commit. */
  notices: LiveNotice[];
}

export const currentScope = new AsyncLocalStorage<Scope>();

/** The open scope a manager belongs to. */
export function scopeOf(manager: EntityManager): Scope | undefined {
  const scope = currentScope.getStore();
  return scope?.open === true && scope.manager === manager ? scope : undefined;
}
