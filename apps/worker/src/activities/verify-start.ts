import { createHash } from 'node:crypto';
import type { Database } from '@jarvis/database';
import { canonicalJson, Plan, workflowIdOfRun, type RunOpening } from '@jarvis/plan';
import { z } from 'zod';

const MAX_REMEMBERED = 500;
const Rows = z.array(z.object({ plan: Plan }));

interface Claimed {
  observatoryId: string;
  runId: string;
  ruleId: string | undefined;
  opening: RunOpening;
  workflowId: string;
}

/** Holds what a workflow says of itself against what this installation published. */
export class StartVerifier {
  /** Hashes of published plans, by observatory, rule and version; versions never change. */
  private readonly published = new Map<string, string>();

  constructor(private readonly database: Database) {}

  /** @returns why the workflow must not run, in words; undefined when nothing speaks against it */
  async findObjection(claimed: Claimed): Promise<string | undefined> {
    const { opening, workflowId } = claimed;
    if (!isOwnWorkflowId(claimed)) return `its workflow id ${workflowId} is not one that Jarvis gives`;
    if (opening.plan === undefined) return 'it came without its plan';
    const expected = await this.hashOfPublished(claimed);
    return expected === fingerprint(Plan.parse(opening.plan))
      ? undefined
      : 'its plan is not the one that was published';
  }

  /**
   * The hash of what came is compared with the hash of what is stored, both read by the schema of today: a default
   * that was added since must not make an older plan look forged.
   */
  private async hashOfPublished({ observatoryId, ruleId, opening }: Claimed): Promise<string | undefined> {
    if (ruleId === undefined) return hashOfUnpublished(opening);
    const key = `${observatoryId}/${ruleId}/${String(opening.ruleVersion)}/${opening.planHash}`;
    const known = this.published.get(key);
    if (known !== undefined) return known;
    const rows: unknown = await this.database.statements(observatoryId, (manager) =>
      manager.query('select plan from rule_versions where rule_id = $1 and version = $2 and plan_hash = $3', [
        ruleId,
        opening.ruleVersion ?? null,
        opening.planHash,
      ]),
    );
    const [row] = Rows.parse(rows);
    if (!row) return undefined;
    const hash = fingerprint(row.plan);
    if (this.published.size >= MAX_REMEMBERED) this.published.clear();
    this.published.set(key, hash);
    return hash;
  }
}

/** sha-256 of the canonical JSON, as the compiler names plans. */
function fingerprint(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** A plan of no rule is known by its own hash only, which the run's row names. */
function hashOfUnpublished({ plan, planHash }: RunOpening): string | undefined {
  if (plan === undefined) return undefined;
  const { hash, ...body } = plan;
  return hash === planHash && hash === fingerprint(body) ? fingerprint(plan) : undefined;
}

function isOwnWorkflowId({ workflowId, runId, ruleId, opening }: Claimed): boolean {
  if (opening.type !== 'schedule') return workflowId === workflowIdOfRun(runId);
  return ruleId !== undefined && workflowId.startsWith(`scheduled-${ruleId}-`);
}
