import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { isDatabaseUnavailable, type Database } from '@jarvis/database';
import type { Logger } from '@jarvis/telemetry';
import type { ApiError } from '../http/api-error.js';
import { DATABASE, LOGGER } from '../infrastructure/tokens.js';

/** Many refusals at once are one statement: whoever sends without a signature must not make the database work. */
const GATHER_MS = 1000;
/** Reasons that gather at most; more endpoints at once are not counted. */
const MAX_GATHERED = 1000;

interface Refused {
  hookId: string;
  code: string;
  status: number;
  count: number;
}

/** Counts why deliveries were refused, by endpoint and reason. Nothing of what was sent is kept: nobody has signed it. */
@Injectable()
export class RefusalLog implements BeforeApplicationShutdown {
  private readonly gathered = new Map<string, Refused>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  note(hookId: string, error: ApiError): void {
    const { code } = error;
    const key = `${hookId} ${code}`;
    const known = this.gathered.get(key);
    if (known) known.count += 1;
    else if (this.gathered.size < MAX_GATHERED)
      this.gathered.set(key, { hookId, code, status: error.getStatus(), count: 1 });
    this.timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  /** Never throws: a count is not worth more than that. */
  private flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const rows = [...this.gathered.values()];
    this.gathered.clear();
    if (rows.length > 0) this.writing = this.writing.then(() => this.write(rows));
    return this.writing;
  }

  private async write(rows: readonly Refused[]): Promise<void> {
    try {
      await this.database.systemQuery(
        `insert into webhook_refusals as known (observatory_id, rule_id, hook_id, code, http_status, count)
         select e.observatory_id, e.rule_id, e.id, refused.code, refused.status, refused.count
         from jsonb_to_recordset($1::jsonb) as refused ("hookId" text, code text, status int, count int)
         join webhook_endpoints e on e.id = refused."hookId"
         order by e.id, refused.code
         on conflict (hook_id, code) do update set count = known.count + excluded.count, last_at = now()`,
        [JSON.stringify(rows)],
      );
    } catch (error) {
      if (!isDatabaseUnavailable(error)) this.logger.error({ err: error }, 'refused deliveries could not be counted');
    }
  }
}
