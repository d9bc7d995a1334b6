import type { Connector } from '@jarvis/connector-kit';
import type { Integration } from '@jarvis/database';
import { z } from 'zod';
import { fieldsOf } from '../infrastructure/fields-of.js';
import type { CatalogueEntry, ConnectionShape } from './integrations.schemas.js';

export interface RuleName {
  id: string;
  name: string;
}

export function toConnection(
  integration: Integration,
  {
    connector,
    usedByRules,
    sandbox,
  }: { connector: Connector | undefined; usedByRules: readonly RuleName[]; sandbox: boolean },
): ConnectionShape {
  return {
    ...fieldsOf(integration),
    title: connector?.title ?? integration.platform,
    sandbox: sandbox && integration.config['live'] !== true,
    usedByRules: [...usedByRules],
  };
}

/** A platform as the marketplace shows it. */
export function toCatalogueEntry(
  connector: Connector,
  { accounts, sandbox }: { accounts: ConnectionShape[]; sandbox: boolean },
): CatalogueEntry {
  const { platform, title, description, category, auth, actions } = connector;
  return {
    platform,
    title,
    description,
    category,
    auth: {
      kind: auth.kind,
      scopes: auth.kind === 'oauth2' ? [...auth.scopes] : [],
      form:
        auth.kind === 'none' ? null : { ...z.toJSONSchema(auth.credentials, { io: 'input', unrepresentable: 'any' }) },
    },
    actions: actions.map(({ id, title: name, description: words, effect, baseRisk }) => ({
      id,
      title: name,
      description: words,
      effect,
      baseRisk,
    })),
    sandbox: sandbox && auth.kind !== 'none',
    connected:
      actions.every(({ connection }) => connection !== 'required') ||
      accounts.some(({ status }) => status === 'connected'),
    accounts,
  };
}
