import type { ShownClient } from '@jarvis/connections';
import { consentOf, pastedOf, type Connector, type OAuth2Auth } from '@jarvis/connector-kit';
import type { Connection } from '@jarvis/database';
import { z } from 'zod';
import { fieldsOf } from '../infrastructure/fields-of.js';
import type { CatalogueEntry, ConnectionShape, PlatformShape } from './integrations.schemas.js';

export interface RuleName {
  id: string;
  name: string;
}

export function toConnection(
  connection: Connection,
  {
    connector,
    usedByRules,
    sandbox,
  }: { connector: Connector | undefined; usedByRules: readonly RuleName[]; sandbox: boolean },
): ConnectionShape {
  return {
    ...fieldsOf(connection),
    title: connector?.title ?? connection.platform,
    sandbox: sandbox && connection.config['live'] !== true,
    byConsent: typeof connection.config['clientId'] === 'string',
    usedByRules: [...usedByRules],
  };
}

/** What is shown of a platform anywhere; a provider of models is one too. */
type Shown = Pick<Connector, 'platform' | 'title' | 'shortTitle' | 'icon' | 'accountWords'>;

/** A platform as any page shows it. */
export function toPlatform({ platform, title, shortTitle = title, icon, accountWords }: Shown): PlatformShape {
  return { platform, title, shortTitle, icon, accountWords: accountWords ?? null };
}

interface Circumstances {
  accounts: ConnectionShape[];
  sandbox: boolean;
  /** The client for real accounts, if there is one. */
  client: ShownClient | undefined;
  redirectUri: string;
}

/** A platform as the marketplace shows it. */
export function toCatalogueEntry(connector: Connector, circumstances: Circumstances): CatalogueEntry {
  const { description, category, capabilities, actions } = connector;
  const [consent, pasted] = [consentOf(connector), pastedOf(connector)];
  const { accounts, sandbox } = circumstances;
  return {
    ...toPlatform(connector),
    description,
    category,
    capabilities: [...capabilities],
    auth: {
      kind: consent?.kind ?? pasted?.kind ?? 'none',
      form: pasted ? { ...z.toJSONSchema(pasted.credentials, { io: 'input', unrepresentable: 'any' }) } : null,
      consent: consent ? toConsent(consent, circumstances) : null,
    },
    actions: actions.map(({ id, title: name, description: words, effect, baseRisk }) => ({
      id,
      title: name,
      description: words,
      effect,
      baseRisk,
    })),
    sandbox: sandbox && pasted !== undefined,
    connected:
      actions.every(({ connection }) => connection !== 'required') ||
      accounts.some(({ status }) => status === 'connected'),
    accounts,
  };
}

function toConsent({ vendor, scopes, registration }: OAuth2Auth, { client, redirectUri }: Circumstances) {
  return {
    vendor,
    scopes: scopes.map((scope) => ({ ...scope })),
    client: client ?? null,
    redirectUri,
    registration,
  };
}
