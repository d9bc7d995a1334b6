import type { ConnectionNeed } from '@jarvis/connector-kit';
import { suggest } from '@jarvis/rules';
import type { CompileContext, CompilerConnection } from './context.js';

type ConnectionContext = Pick<CompileContext, 'registry' | 'connections' | 'report'>;

/** What works through a connection. */
interface User {
  what: 'step' | 'trigger';
  /** Name of its action or trigger. */
  id: string;
  platform: string;
  need: ConnectionNeed;
  /** As it is written. */
  connection: string | undefined;
  path: string;
}

/**
 * Finds the connection an action or a trigger works through: the one it names by id or account name, else the only one
 * of the platform. Connections of other observatories are not among `context.connections` and so do not exist.
 */
export function resolveConnection(
  { what, id, platform, need, connection, path }: User,
  context: ConnectionContext,
): string | undefined {
  const candidates = context.connections.filter((one) => one.platform === platform);
  const title = context.registry.getConnector(platform)?.title ?? platform;
  if (connection !== undefined) return findNamed(connection, candidates, { title, path, context });
  if (need !== 'required') return undefined;

  const [first, ...others] = candidates;
  if (!first) {
    context.report({
      path: `${path}.uses`,
      code: 'missing-connection',
      message: `${id} needs a connection to ${title}, and there is none.`,
      hint: `Connect ${title} under Connections.`,
    });
    return undefined;
  }
  if (others.length === 0) return first.id;
  context.report({
    path: `${path}.uses`,
    code: 'ambiguous-connection',
    message: `There are ${String(candidates.length)} connections to ${title}; the ${what} does not say which one it uses.`,
    hint: `Add \`connection\` with one of: ${candidates.map(nameOf).join(', ')}.`,
  });
  return undefined;
}

function findNamed(
  wanted: string,
  candidates: readonly CompilerConnection[],
  at: { title: string; path: string; context: ConnectionContext },
): string | undefined {
  const byId = candidates.find(({ id }) => id === wanted);
  if (byId) return byId.id;
  const named = candidates.filter(({ accountName }) => accountName !== null && sameName(accountName, wanted));
  const [first, ...others] = named;
  if (first && others.length === 0) return first.id;
  at.context.report(
    first
      ? {
          path: `${at.path}.connection`,
          code: 'ambiguous-connection',
          message: `${String(named.length)} connections to ${at.title} are called “${wanted}”.`,
          hint: `Name one by its id: ${named.map(({ id }) => id).join(', ')}.`,
        }
      : {
          path: `${at.path}.connection`,
          code: 'unknown-connection',
          message: `There is no connection “${wanted}” to ${at.title} here.`,
          hint: suggest(wanted, candidates.map(nameOf)) ?? `Connect ${at.title} under Connections.`,
        },
  );
  return undefined;
}

/** Handles are written with and without @. */
function sameName(a: string, b: string): boolean {
  return a.replace(/^@/, '').toLowerCase() === b.replace(/^@/, '').toLowerCase();
}

function nameOf({ accountName, id }: CompilerConnection): string {
  return accountName ?? id;
}
