import type { ConnectionNeed } from '@jarvis/connector-kit';
import { firstFindings, suggest, toProblem, type Finding, type Problem } from '@jarvis/rules';
import type { CompileContext, CompilerConnection } from './context.js';

/** What works through a connection: nothing else in a definition depends on which connections there are. */
export interface ConnectionUse {
  what: 'step' | 'trigger';
  /** Name of its action or trigger. */
  id: string;
  platform: string;
  /** As it is written; where it is not, the only one of the platform is meant. */
  connection?: string | undefined;
  path: string;
}

/** Connections of one observatory, and the connectors. */
type Available = Pick<CompileContext, 'registry' | 'connections'>;

/** The id of the connection that an action or a trigger works through. What is wrong with it is found at the end. */
export function resolveConnection(
  { need, ...use }: ConnectionUse & { need: ConnectionNeed },
  context: Available & Pick<CompileContext, 'uses'>,
): string | undefined {
  if (use.connection === undefined && need !== 'required') return undefined;
  context.uses.push(use);
  const found = connectionOf(use, context);
  return typeof found === 'string' ? found : undefined;
}

/**
 * Every problem of a definition among the connections of now, errors first.
 *
 * @param found what is wrong whatever connections there are, and what needs one
 */
export function problemsAmong(
  { problems, uses }: { problems: readonly Problem[]; uses: readonly ConnectionUse[] },
  available: Available,
): Problem[] {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const ofConnections = uses.flatMap((use) => {
    const found = connectionOf(use, available);
    return typeof found === 'string' ? [] : [found];
  });
  return [
    ...firstFindings([...errors, ...ofConnections]).map(toProblem),
    ...problems.filter(({ severity }) => severity === 'warning'),
  ];
}

/**
 * The one that is named by id or account name, else the only one of the platform. Connections of other observatories are
 * not among those that are available and so do not exist.
 */
function connectionOf(
  { what, id, platform, connection, path }: ConnectionUse,
  { registry, connections }: Available,
): string | Finding {
  const candidates = connections.filter((one) => one.platform === platform);
  const title = registry.getConnector(platform)?.title ?? platform;
  if (connection !== undefined) return findNamed(connection, candidates, { title, path });

  const [first, ...others] = candidates;
  if (!first) {
    return {
      path: `${path}.uses`,
      code: 'missing-connection',
      message: `${id} needs a connection to ${title}, and there is none.`,
      hint: `Connect ${title} under Connections.`,
    };
  }
  if (others.length === 0) return first.id;
  return {
    path: `${path}.uses`,
    code: 'ambiguous-connection',
    message: `There are ${String(candidates.length)} connections to ${title}; the ${what} does not say which one it uses.`,
    hint: `Add \`connection\` with one of: ${candidates.map(nameOf).join(', ')}.`,
  };
}

function findNamed(
  wanted: string,
  candidates: readonly CompilerConnection[],
  { title, path }: { title: string; path: string },
): string | Finding {
  const byId = candidates.find(({ id }) => id === wanted);
  if (byId) return byId.id;
  const named = candidates.filter(({ accountName }) => accountName !== null && sameAccountName(accountName, wanted));
  const [first, ...others] = named;
  if (!first) {
    return {
      path: `${path}.connection`,
      code: 'unknown-connection',
      message: `There is no connection “${wanted}” to ${title} here.`,
      hint: suggest(wanted, candidates.map(nameOf)) ?? `Connect ${title} under Connections.`,
    };
  }
  if (others.length === 0) return first.id;
  return {
    path: `${path}.connection`,
    code: 'ambiguous-connection',
    message: `${String(named.length)} connections to ${title} are called “${wanted}”.`,
    hint: `Name one by its id: ${named.map(({ id }) => id).join(', ')}.`,
  };
}

/** Handles are written with and without @. */
export function sameAccountName(a: string, b: string): boolean {
  return a.replace(/^@/, '').toLowerCase() === b.replace(/^@/, '').toLowerCase();
}

function nameOf({ accountName, id }: CompilerConnection): string {
  return accountName ?? id;
}
