import {
  consentOf,
  pastedOf,
  type Connector,
  type HealthReport,
  type OAuth2Auth,
  type SignIn,
} from '@jarvis/connector-kit';
import type { Connection } from '@jarvis/database';
import { refuse } from '../http/api-error.js';
import { toDetails } from '../http/to-details.js';

/** Credentials that are refused now are not kept: they would be refused in every run. */
export function assertAccepted({ status, field, message, hint }: HealthReport, { title }: Connector): void {
  if (status !== 'unhealthy') return;
  const code = 'credentials-refused';
  if (field !== undefined) {
    const details = [{ path: `credentials.${field}`, code, message, ...(hint === undefined ? {} : { hint }) }];
    throw refuse.unprocessable({ code, message: `${title} was not connected. ${message}`, hint, details });
  }
  throw refuse.unprocessable({
    code,
    message: `${title} does not accept these credentials: ${message}`,
    hint: hint ?? 'Check that they are complete, current and carry the scopes the catalogue names.',
  });
}

/** An account that is connected is never replaced unless that was asked for, and then only by itself. */
export function assertMayTake(
  known: Connection | null,
  { replace, title }: { replace: string | undefined; title: string },
): void {
  if (replace !== undefined && known?.id !== replace)
    throw refuse.conflict({
      code: 'another-account',
      message: `These credentials belong to another account on ${title} than the one they were to replace.`,
      hint: 'Nothing was changed. Connect it as an account of its own, or give credentials of the same account.',
    });
  if (known === null || known.status === 'disconnected' || known.id === replace) return;
  const { id, accountId, accountName, status } = known;
  throw refuse.conflict({
    code: 'account-connected',
    message: `This is the same account on ${title} as ${accountName}, which is connected already.`,
    hint: 'Send its id as replace to replace its credentials, or give those of another account.',
    details: { connection: { id, accountId, accountName, status } },
  });
}

/** Connected while its platform was down: it goes by its name until the platform says who it is. */
export function isProvisional({ status, accountId, accountName }: Connection): boolean {
  return status === 'pending' && accountId === accountName.toLowerCase();
}

/** Rules name an account by its name. */
export function nameTaken({ accountName }: Connection, title: string) {
  return refuse.unprocessable({
    code: 'name-taken',
    message: `Another account on ${title} is called ${accountName} already.`,
    hint: 'Give it another name.',
    details: [
      {
        path: 'accountName',
        code: 'name-taken',
        message: `Another account on ${title} has this name already.`,
        hint: 'Rules tell accounts apart by their names: give it another one.',
      },
    ],
  });
}

/** A connector whose accounts can be connected by their owner's consent. */
export type ConsentConnector = Connector & { consent: OAuth2Auth };

/** @throws ApiError 422 for a platform that takes its credentials itself, or needs none */
export function asksForConsent(connector: Connector): ConsentConnector {
  const { auth, title } = connector;
  if (auth.length === 0) throw noneNeeded(title);
  const consent = consentOf(connector);
  if (consent) return { ...connector, consent };
  throw refuse.unprocessable({
    code: 'credentials-missing',
    message: `${title} is connected with keys, and none were given.`,
    hint: 'Send accountName and credentials, as the form in the catalogue asks.',
  });
}

function noneNeeded(title: string) {
  return refuse.unprocessable({
    code: 'no-connection-needed',
    message: `${title} works without a connection.`,
    hint: 'Use its actions in a rule right away.',
  });
}

/** What was pasted, and in which way it lets Jarvis in. @throws ApiError 422 for what does not have its form */
export function parseCredentials(connector: Connector, given: unknown): { way: SignIn; credentials: unknown } {
  const { title } = connector;
  const way = pastedOf(connector);
  if (way === undefined) throw noneNeeded(title);
  const parsed = way.credentials.safeParse(given);
  if (parsed.success) return { way, credentials: parsed.data };
  throw refuse.unprocessable({
    code: 'invalid-credentials',
    message: `The credentials do not have the form that ${title} asks for.`,
    hint: 'Fill in the fields that are named.',
    details: toDetails(parsed.error.issues, 'credentials'),
  });
}
