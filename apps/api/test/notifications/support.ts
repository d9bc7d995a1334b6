import { closeRun, expireApproval, openApproval, type Approval } from '@jarvis/database';
import { SMTPServer } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { z } from 'zod';
import type { TestApi } from '../support/api.js';
import { Id } from '../support/rules.js';

export interface Mailbox {
  url: string;
  mails: (Email & { recipients: string[] })[];
  /** What the server says to a mail's content; undefined takes it. */
  refusal: (Error & { responseCode?: number }) | undefined;
  /** Waits at the end of each mail before it answers. */
  hold: Promise<void> | undefined;
  stop(): Promise<void>;
}

/** A real SMTP server that keeps what it gets. */
export async function startMailbox(port = 0): Promise<Mailbox> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onData: (stream, { envelope }, callback) => {
      const take = async () => {
        const raw = await text(stream);
        if (box.refusal) throw box.refusal;
        const recipients = envelope.rcptTo.map(({ address }) => address);
        box.mails.push(Object.assign(await PostalMime.parse(raw), { recipients }));
        await box.hold;
      };
      take().then(
        () => callback(),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  server.on('error', () => undefined);
  const box: Mailbox = {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails: [],
    refusal: undefined,
    hold: undefined,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return box;
}

/** Longer than two sweeps: whatever would still come has come. */
export const quiet = () => sleep(4500);

async function addRun(api: TestApi, { observatoryId, ruleId }: { observatoryId: string; ruleId: string }) {
  const rows = await api.query(
    `insert into runs (observatory_id, rule_id, rule_version_id, plan_hash, trigger_type, trigger_summary, status, event, started_at)
     select $1, r.id, r.published_version_id, v.plan_hash, 'webhook', 'issues.closed', 'running', '{}', now()
     from automation_rules r join rule_versions v on v.id = r.published_version_id where r.id = $2 returning id`,
    [observatoryId, ruleId],
  );
  return { observatoryId, ruleId, runId: z.tuple([Id]).parse(rows)[0].id };
}

/** A question as the worker asks it. */
export async function ask(
  api: TestApi,
  rule: { observatoryId: string; ruleId: string },
  { title = 'Publish a post', text: post = 'We fixed it.', minutes = 60 * 24, iteration = '' } = {},
): Promise<Approval> {
  const scope = await addRun(api, rule);
  return api.postgres.database.tenant(rule.observatoryId, (manager) =>
    openApproval(manager, {
      scope,
      records: [],
      stepPath: 'steps[0]',
      iteration,
      title,
      platform: 'twitter',
      action: 'twitter.create-post',
      actionData: { text: post },
      riskLevel: 'medium',
      riskReasons: ['public'],
      reasoning: 'It is done.',
      expiresAt: new Date(Date.now() + minutes * 60_000).toISOString(),
    }),
  );
}

export const expire = (api: TestApi, observatoryId: string, approvalId: string) =>
  api.postgres.database.tenant(observatoryId, (manager) => expireApproval(manager, { observatoryId, approvalId }));

export const fail = async (
  api: TestApi,
  rule: { observatoryId: string; ruleId: string },
  title: string | null = null,
) => {
  const scope = await addRun(api, rule);
  await api.query('update runs set title = $2 where id = $1', [scope.runId, title]);
  await api.postgres.database.tenant(rule.observatoryId, (manager) =>
    closeRun(manager, { scope, records: [], status: 'failed', message: 'X refused the post.' }),
  );
  return scope.runId;
};
