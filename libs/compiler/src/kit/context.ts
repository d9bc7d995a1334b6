import type { ConnectorRegistry, EgressPolicy } from '@jarvis/connector-kit';
import type { JsonObject } from '@jarvis/plan';
import type { Finding } from '@jarvis/rules';
import type { Actions } from './actions.js';
import type { ConnectionUse } from './connection.js';
import type { ExpressionBudget } from './expressions.js';
import type { Outline } from './outline.js';
import type { Scopes, ScopeState } from './scope.js';

/** What the compiler needs of the connectors. */
export type CompilerRegistry = Pick<
  ConnectorRegistry,
  'getAction' | 'listActions' | 'getTrigger' | 'listTriggers' | 'getConnector'
>;

/** A connection of the observatory the rule belongs to. */
export interface CompilerConnection {
  id: string;
  platform: string;
  accountName: string | null;
}

/** A published rule of the observatory that other rules may call. */
export interface CompilerRule {
  id: string;
  name: string;
  /** JSON Schema of what it takes; anything where it does not say. */
  inputs?: JsonObject | undefined;
  /** JSON Schema of its output; absent where it has none. */
  gives?: JsonObject | undefined;
}

/** What an installation or observatory demands. */
export interface CompilerPolicy {
  /** Actions of this risk or above get an approval when the definition has none. Default `high`. */
  approveFrom?: 'medium' | 'high';
  /** Where requests of rules may go. Default: every public address. */
  egress?: EgressPolicy;
}

/** Shared by the parts of one compilation; each part of it is kept by the module it comes from. */
export interface CompileContext {
  registry: CompilerRegistry;
  connections: readonly CompilerConnection[];
  /** Those that others may call. */
  rules: readonly CompilerRule[];
  /** What works through one of them, as it is come upon. */
  uses: ConnectionUse[];
  policy: Required<CompilerPolicy>;
  outline: Outline;
  scopes: Scopes;
  actions: Actions;
  budget: ExpressionBudget;
  /** Ids in use, those of inserted steps too. */
  ids: Set<string>;
  /** A place that is asked about, such as `steps[2].with.text`, and what has run before the innermost step around it. */
  at: string;
  stateThere: ScopeState;
  /** Notes what is wrong, or worth a warning; its code says which. */
  report: (finding: Finding) => void;
}
