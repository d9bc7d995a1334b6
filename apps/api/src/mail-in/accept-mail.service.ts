import { Inject, Injectable } from '@nestjs/common';
import { toJsonb, toText, type Database } from '@jarvis/database';
import type { TriggerDetails } from '@jarvis/plan';
import type { MailEvent } from '@jarvis/triggers';
import { z } from 'zod';
import { DATABASE } from '../infrastructure/tokens.js';
import { RelayService } from '../relay/relay.service.js';

const Mailboxes = z.array(z.object({ open: z.boolean() }));
const Outcome = z.tuple([z.object({ outcome: z.enum(['accepted', 'duplicate', 'unknown', 'disabled']) })]);

/** Whose address a mail is for, and the one row that must be there before its sender hears 250. */
@Injectable()
export class AcceptMailService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly relay: RelayService,
  ) {}

  /** Whether mails are taken there; `unknown` also where there never was such an address. */
  async look(localPart: string): Promise<'open' | 'closed' | 'unknown'> {
    const rows = await this.database.systemQuery(
      `select a.enabled and r.enabled and r.deleted_at is null and r.published_version_id is not null as open
       from mail_addresses a join automation_rules r on r.id = a.rule_id where a.local_part = $1`,
      [localPart],
    );
    const [found] = Mailboxes.parse(rows);
    if (!found) return 'unknown';
    return found.open ? 'open' : 'closed';
  }

  /** Commits the run of a mail, once for each Message-ID and rule. */
  async accept(localPart: string, mail: MailEvent): Promise<z.infer<typeof Outcome>[0]['outcome']> {
    const { messageId, subject, from, headers } = mail;
    const trigger: TriggerDetails = {
      kind: 'email',
      deliveryId: messageId,
      eventName: '',
      receivedAt: new Date().toISOString(),
      headers,
    };
    const summary = `${subject || 'A mail'} from ${from.name || from.address || 'nobody'}`.slice(0, 200);
    const rows = await this.database.systemQuery('select outcome from accept_mail($1, $2, $3, $4)', [
      localPart,
      toText(summary),
      toJsonb(trigger),
      toJsonb(mail),
    ]);
    const [{ outcome }] = Outcome.parse(rows);
    if (outcome === 'accepted') this.relay.kick();
    return outcome;
  }
}
