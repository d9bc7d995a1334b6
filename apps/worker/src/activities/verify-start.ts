import { createHash } from 'node:crypto';
import type { Database } from '@jarvis/database';
import { canonicalJson, Plan, workflowIdOfRun, type RunOpening } from '@jarvis/plan';
import { z } from 'zod';

const MAX_REMEMBERED = 500;
const Rows = z.array(z.object({ plan: z.unknown() }));

interface Claimed {
  observatoryId: string;
  runId: string;
  ruleId: string | undefined;
  opening: RunOpening;
  workflowId: string;
}

/** Holds what a workflow says of itself against what this installation keeps: a published version, or the run's own plan. */
export class StartVerifier {
  /** Hashes of plans, by observatory, rule, version and the hash that the row names; what is kept never changes. */
  private readonly kept = new Map<string, string>();

  constructor(private readonly database: Database) {}

  /** @returns why the workflow must not run, in words; undefined when nothing speaks against it */
  async findObjection(claimed: Claimed): Promise<string | undefined> {
    const { opening, workflowId } = claimed;
    if (!isOwnWorkflowId(claimed)) return `its workflow id ${workflowId} is not one that Jarvis gives`;
    if (opening.plan === undefined) return 'it came without its plan';
    const came = fingerprintOf(opening.plan);
    if (came === undefined) return 'its plan cannot be read by this version of Jarvis';
    return came === (await this.hashOfKept(claimed)) ? undefined : 'its plan is not the one that is kept here for it';
  }

  /**
   * The hash of what came is compared with the hash of what is stored, both read by the schema of today: a default
   * that was added since must not make an older plan look forged.
   */
  private async hashOfKept({ observatoryId, runId, ruleId, opening }: Claimed): Promise<string | undefined> {
    const { planHash, ruleVersion = null } = opening;
    const key = `${observatoryId}/${String(ruleId)}/${String(ruleVersion)}/${planHash}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const rows: unknown = await this.database.statements(observatoryId, (manager) =>
      ruleId === undefined
        ? manager.query('select plan from runs where id = $1 and plan_hash = $2', [runId, planHash])
        : manager.query('select plan from rule_versions where rule_id = $1 and version = $2 and plan_hash = $3', [
            ruleId,
            ruleVersion,
            planHash,
          ]),
    );
    const hash = fingerprintOf(Rows.parse(rows)[0]?.plan);
    if (hash === undefined) return undefined;
    if (this.kept.size >= MAX_REMEMBERED) this.kept.clear();
    this.kept.set(key, hash);
    return hash;
  }
}

/** sha-256 of the canonical JSON; undefined for what is no plan today. */
function fingerprintOf(value: unknown): string | undefined {
  const plan = Plan.safeParse(value);
  return plan.success ? createHash('sha256').update(canonicalJson(plan.data)).digest('hex') : undefined;
}

function isOwnWorkflowId({ workflowId, runId, ruleId, opening }: Claimed): boolean {
  if (opening.type !== 'schedule') return workflowId === workflowIdOfRun(runId);
  return ruleId !== undefined && workflowId.startsWith(`scheduled-${ruleId}-`);
}
