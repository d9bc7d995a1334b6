import type { ConnectorRegistry } from '@jarvis/connector-kit';
import type { ObjectShape, Shape } from '@jarvis/expressions';
import type { Finding } from '@jarvis/rules';
import type { ActionCore } from './action-core.js';
import type { Outline } from './outline.js';
import type { ScopeState } from './scope.js';

/** What the compiler needs of the connectors. */
export type CompilerRegistry = Pick<ConnectorRegistry, 'getAction' | 'listActions' | 'getConnector'>;

/** A connection of the observatory the rule belongs to. */
export interface CompilerConnection {
  id: string;
  platform: string;
  accountName: string | null;
}

/** What an installation or observatory demands. */
export interface CompilerPolicy {
  /** Actions of this risk or above get an approval when the definition has none. Default `high`. */
  approveFrom?: 'medium' | 'high';
}

/** Where an approval fixed the input of an action, and under what. */
interface Gate {
  approvalId: string;
  scope: ScopeState;
}

/** Shared by the parts of one compilation. */
export interface CompileContext {
  registry: CompilerRegistry;
  connections: readonly CompilerConnection[];
  policy: Required<CompilerPolicy>;
  outline: Outline;
  /** Ids in use, those of inserted steps too. */
  taken: Set<string>;
  /** Shape of `vars`. */
  vars: ObjectShape;
  /** Shape of `event`, as far as a sample tells. */
  event: Shape;
  /** Steps with malformed parts: nothing is known about their output. */
  damagedSteps: ReadonlySet<string>;
  /** Shapes of scopes already asked for; a step has many expressions. */
  scopes: Map<ScopeState, ObjectShape>;
  /** By step id; known once, asked for by every expression. */
  outputs: Map<string, Shape>;
  /** By path of the gated action. */
  gates: Map<string, Gate>;
  /** By path; compiled once, although the approval and the action itself both need it. */
  cores: Map<string, ActionCore>;
  /** What can be read of a step, by its id and whether it has run; every scope shows every step. */
  entries: Map<string, Shape>;
  /** Checked so far. */
  expressions: number;
  /** Notes what is wrong, or worth a warning; which of both, the code says. */
  report: (finding: Finding) => void;
}
