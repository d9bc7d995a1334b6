import { AsyncLocalStorage } from 'node:async_hooks';
import type { LiveNotice } from '@jarvis/contracts';
import type { EntityManager } from 'typeorm';
import type { Queryable } from './queryable.js';

/** The transaction the current code runs in. */
export interface Scope {
  kind: 'tenant' | 'system';
  observatoryId?: string;
  queryable: Queryable;
  /** Absent where every statement is a transaction of its own: nothing can join that. */
  manager?: EntityManager;
  /** False once committed or rolled back: code left running behind must not join it. */
  open: boolean;
  /** Told after the commit. */
  notices: LiveNotice[];
}

export const currentScope = new AsyncLocalStorage<Scope>();

/** The open scope a manager, or what stands for it, belongs to. */
export function scopeOf(queryable: Queryable): Scope | undefined {
  const scope = currentScope.getStore();
  return scope?.open === true && scope.queryable === queryable ? scope : undefined;
}
