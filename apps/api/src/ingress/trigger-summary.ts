import { z } from 'zod';
import type { WebhookScheme } from '@jarvis/vocabulary';

const GithubBody = z.looseObject({
  action: z.string().optional().catch(undefined),
  repository: z.looseObject({ full_name: z.string() }).optional().catch(undefined),
});
const StandardBody = z.looseObject({ type: z.string().optional().catch(undefined) });

/** What a list says about a delivery: "issues.closed from octo-org/octo-repo". */
export function summarizeTrigger(scheme: WebhookScheme, event: unknown, githubEvent: string | undefined): string {
  return (scheme === 'github' ? githubSummary(event, githubEvent) : standardSummary(event)).slice(0, 200);
}

/** The sender's name of the event, empty where it gives none. */
export function eventNameOf(scheme: WebhookScheme, event: unknown, githubEvent: string | undefined): string {
  return ((scheme === 'github' ? githubEvent : StandardBody.parse(event).type) ?? '').slice(0, 200);
}

function githubSummary(event: unknown, name: string | undefined): string {
  const { action, repository } = GithubBody.parse(event);
  const what = [name, action].filter((part) => part !== undefined && part !== '').join('.') || 'delivery';
  return `${what} from ${repository?.full_name ?? 'GitHub'}`;
}

function standardSummary(event: unknown): string {
  const { type } = StandardBody.parse(event);
  return type === undefined || type === '' ? 'Signed webhook' : `${type} (signed webhook)`;
}
