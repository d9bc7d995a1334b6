import type { Action } from './action.js';
import { isHostAllowed } from './addresses.js';
import { consentOf, type SignIn } from './auth.js';
import type { ConnectorContext } from './context.js';
import { assertDoors, type Door } from './door.js';
import type { Hook } from './hook.js';
import type { Trigger } from './trigger.js';

export type ConnectorCategory = 'core' | 'social' | 'email' | 'crm' | 'developer' | 'calendar' | 'messaging';

/**
 * What a look at a connection found. `untried`: nobody can tell before the first call with it. `account` names it in the
 * admin and fixes its identity when connecting.
 */
export interface HealthReport {
  status: 'healthy' | 'degraded' | 'unhealthy' | 'untried';
  message: string;
  /** What to do about it. */
  hint?: string;
  /** Name of the credential that is at fault, where it is one of them; a form shows the message there. */
  field?: string;
  /** What may keep it from working, although nobody can be sure now. */
  warning?: string;
  account?: { id: string; name: string; url?: string };
}

/** The platform's mark in a box of 24 by 24: one path, filled or drawn as a line of width 2, in the colour of the text. */
export interface PlatformIcon {
  path: string;
  drawn: 'filled' | 'line';
}

/** What people call an account on a platform. */
export interface AccountWords {
  /** In a sentence after “an”, “the” or “another”: “account”, “mailbox”. */
  one: string;
  /** How one is named, such as “@acme”. */
  example: string;
  /** How a name is told apart from others where it has a form of its own: what is put before a bare one. */
  prefix?: string;
  /** What the switch says that connects the real thing beside the sandbox, where it is not an account that is played. */
  real?: { label: string; on: string; off: string };
}

/** One platform: how it is reached and what it can do. */
export interface Connector {
  platform: string;
  title: string;
  /** The title where there is little room, as in a line of a list. */
  shortTitle?: string;
  description: string;
  category: ConnectorCategory;
  icon: PlatformIcon;
  /** Left out where there are no accounts. */
  accountWords?: AccountWords;
  /** What it is good for, in plain words, each for a line of its own. */
  capabilities: readonly string[];
  /** The ways to connect an account, of which a person chooses; none where no account is needed. */
  auth: readonly SignIn[];
  /** Host names its credentials may be sent to. */
  hosts: readonly string[];
  actions: readonly Action[];
  /** What rules can wait for; none where it is left out. */
  triggers?: readonly Trigger[];
  /** Deliveries of the vendor that have its triggers looked at without waiting for their time. */
  hook?: Hook;
  /** Routes of the API that lead to its actions. */
  doors?: readonly Door[];
  /**
   * Cheap read that proves the credentials work and says whose they are.
   * @throws ConnectorError for what the vendor refuses; whoever asks words it
   */
  checkHealth(context: ConnectorContext): Promise<HealthReport>;
}

/** Checks that a connector's actions and triggers carry its platform and have unique ids, and that its tokens stay with its hosts; freezes it. */
export function defineConnector(connector: Connector): Connector {
  const { hosts, platform } = connector;
  const consent = consentOf(connector);
  for (const address of consent ? [consent.tokenUrl, consent.revokeUrl] : []) {
    const { hostname } = new URL(address);
    if (!isHostAllowed(hostname, hosts)) throw new Error(`${hostname} is not among the hosts of ${platform}.`);
  }
  checkParts('Action', connector.actions, platform);
  checkParts('Trigger', connector.triggers ?? [], platform);
  assertDoors(platform, connector.actions, connector.doors ?? []);
  return Object.freeze(connector);
}

function checkParts(what: string, parts: readonly { id: string; platform: string }[], platform: string): void {
  const ids = new Set<string>();
  for (const part of parts) {
    if (part.platform !== platform) throw new Error(`${what} ${part.id} does not belong to the connector ${platform}.`);
    if (ids.has(part.id)) throw new Error(`${what} ${part.id} is defined twice.`);
    ids.add(part.id);
  }
}
