import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { closedIssueEvent, deliver } from '../../scripts/lib/github-delivery.mjs';

/** What `npm start` writes for tools outside. */
interface Endpoints {
  api: string;
  admin: string;
  temporal: string;
  temporalUi: string;
  sandbox: string;
  /** Where mails to rules are taken. */
  mailIn: string;
  account: { email: string; password: string };
  webhook: { url: string; secret: string };
  processes: Record<string, number>;
  sandboxRequests: string;
}

export interface Step {
  id: string;
  path: string;
  iteration: string;
  kind: string;
  status: string;
  attempts: number;
  input: Record<string, unknown> | null;
  output: Record<string, unknown> | null;
  effect?: { id: string; state: string; attempts: number; externalId: string | null; externalUrl: string | null };
  approval?: { id: string; status: string };
}
export interface Run {
  id: string;
  status: string;
  ruleId: string;
  steps: Step[];
}

interface Published {
  ruleId: string;
  /** Of a rule with a webhook; the secret is told this once. */
  webhook: { url: string; secret: string } | null;
}

interface Reply {
  status: number;
  data: unknown;
  error?: { code: string; message: string; details?: unknown };
}

export type FaultKind = 'rate-limited' | 'server-error' | 'timeout-after-accept' | 'malformed';

const FINAL = ['succeeded', 'failed', 'cancelled', 'rejected', 'expired'];

/** The running installation, seen from outside: only public addresses, the same a user or a vendor has. */
export class Jarvis {
  private token = '';

  private constructor(readonly endpoints: Endpoints) {}

  /** Without `access`: the instance of `JARVIS_HOME`. Where only that is given there is no sandbox and no seeded rule. */
  static async connect(access?: Pick<Endpoints, 'api' | 'account'>): Promise<Jarvis> {
    const jarvis = new Jarvis((access as Endpoints | undefined) ?? readEndpoints());
    await jarvis.signIn();
    return jarvis;
  }

  async signIn(): Promise<void> {
    const session = await this.call<{ accessToken: string }>('POST', '/auth/login', this.endpoints.account);
    this.token = session.accessToken;
  }

  /** A parsed reply with its status; never throws for a refusal. */
  async request(method: string, path: string, body?: unknown): Promise<Reply> {
    const response = await fetch(`${this.endpoints.api}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        authorization: `Bearer ${this.token}`,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const parsed = (await response.json()) as Omit<Reply, 'status'>;
    return { status: response.status, ...parsed };
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, data, error } = await this.request(method, path, body);
    if (status >= 400) throw new Error(`${method} ${path} answered ${status}: ${error?.message ?? ''}`);
    return data as T;
  }

  /** Sends a fresh signed GitHub delivery to the seeded rule and returns the run's id. */
  async closeIssue(changes: Parameters<typeof closedIssueEvent>[0] = {}): Promise<string> {
    const response = await deliver({
      ...this.endpoints.webhook,
      event: closedIssueEvent({ title: `Release ${randomUUID().slice(0, 8)} is out`, ...changes }),
    });
    expect(response.status).toBe(202);
    const { data } = (await response.json()) as { data: { runId: string } };
    return data.runId;
  }

  /** Makes a rule of the definition, switched on. */
  async publish(definition: Record<string, unknown>): Promise<Published> {
    const { id } = await this.call<{ id: string }>('POST', '/rules', { definition: { format: 1, ...definition } });
    return this.call<Published>('POST', `/rules/${id}/publish`, {});
  }

  run(id: string): Promise<Run> {
    return this.call<Run>('GET', `/runs/${id}`);
  }

  /** Waits until the run satisfies `reached`; outages of the API in between are part of the tests. */
  async until(id: string, reached: (run: Run) => boolean, seconds = 60): Promise<Run> {
    const deadline = Date.now() + seconds * 1000;
    let last: Run | undefined;
    for (;;) {
      last = await this.run(id).catch(() => last);
      if (last && reached(last)) return last;
      if (Date.now() > deadline)
        throw new Error(
          `Run ${id} did not get there in ${seconds} s; last seen: ${JSON.stringify(last, null, 1).slice(0, 3000)}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  ended(id: string, seconds = 90): Promise<Run> {
    return this.until(id, (run) => FINAL.includes(run.status), seconds);
  }

  /** Waits for the run's pending approval and returns its id. */
  async approvalOf(runId: string): Promise<string> {
    const run = await this.until(runId, ({ steps }) => steps.some((step) => step.approval?.status === 'pending'));
    return run.steps.find((step) => step.approval)!.approval!.id;
  }

  decide(approvalId: string, decision: 'approved' | 'rejected', more: Record<string, unknown> = {}) {
    return this.request('POST', `/approvals/${approvalId}/decision`, { decision, ...more });
  }

  /** @param more.holdMs how long an unanswered request is held before it is dropped */
  async fault(
    platform: 'twitter' | 'gmail' | 'anthropic',
    kind: FaultKind,
    more: { count?: number; holdMs?: number } = {},
  ): Promise<void> {
    const response = await fetch(`${this.endpoints.sandbox}/_faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ platform, kind, ...more }),
    });
    expect(response.ok).toBe(true);
  }

  /** Kills a part the way a crash would; the supervisor starts it again. */
  kill(name: string): void {
    process.kill(readEndpoints().processes[name]!, 'SIGKILL');
  }

  /** What the stand-in for X holds; its state outlives every crash of ours. */
  posts(): { id: string; text: string }[] {
    const state = join(dirname(this.endpoints.sandboxRequests), 'state.json');
    return (JSON.parse(readFileSync(state, 'utf8')) as { posts?: { id: string; text: string }[] }).posts ?? [];
  }

  /** What Jarvis wrote to its own people, newest first. */
  async mailbox(): Promise<{ to: string[]; subject: string; text: string }[]> {
    const reply = await fetch(`${this.endpoints.sandbox}/_mailbox`);
    return ((await reply.json()) as { data: { to: string[]; subject: string; text: string }[] }).data;
  }

  /** Everything that left for a vendor, oldest first. */
  allSandboxRequests(): string[] {
    return readFileSync(this.endpoints.sandboxRequests, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  }
}

/** `npm test -- e2e` starts an instance of its own and names it by JARVIS_HOME; else the running one is meant. */
export function homeOf(): string {
  return process.env['JARVIS_HOME'] ?? fileURLToPath(new URL('../../.jarvis', import.meta.url));
}

export function readEndpoints(): Endpoints {
  return JSON.parse(readFileSync(`${homeOf()}/run/endpoints.json`, 'utf8')) as Endpoints;
}

/** The step with this id; fails the test in words when the run has none. */
export function stepOf(run: Run, id: string): Step {
  const step = run.steps.find((candidate) => candidate.id === id);
  if (!step)
    throw new Error(`Run ${run.id} has no step "${id}"; it has ${run.steps.map((each) => each.id).join(', ')}`);
  return step;
}
