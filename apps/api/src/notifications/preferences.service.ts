import { Inject, Injectable } from '@nestjs/common';
import {
  NOTIFICATION_CHANNELS,
  NOTIFICATION_KINDS,
  NotificationPreference,
  type Database,
  type NotificationChannel,
  type NotificationKind,
} from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../auth/principal.js';
import { ACCESS } from '../http/route.decorators.js';
import { DATABASE } from '../infrastructure/tokens.js';
import { Channels } from './channels/channels.js';
import { noticeKinds } from './kinds/registry.js';
import type { NotificationPreferences, PreferenceRequest } from './notifications.schemas.js';

/** What each person wants to be told, and how. */
@Injectable()
export class PreferencesService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly channels: Channels,
  ) {}

  get(principal: Principal): Promise<NotificationPreferences> {
    return this.database.tenant(principal.observatoryId, (manager) => this.describe(manager, principal));
  }

  set(principal: Principal, { kind, channel, enabled }: PreferenceRequest): Promise<NotificationPreferences> {
    const { observatoryId, userId } = principal;
    return this.database.tenant(observatoryId, async (manager) => {
      await manager.upsert(NotificationPreference, { observatoryId, userId, kind, channel, enabled }, [
        'userId',
        'observatoryId',
        'kind',
        'channel',
      ]);
      return this.describe(manager, principal);
    });
  }

  private async describe(manager: EntityManager, { userId, email, role }: Principal): Promise<NotificationPreferences> {
    const chosen = await manager.findBy(NotificationPreference, { userId });
    const available = this.channels.available();
    const isEnabled = (kind: NotificationKind, channel: NotificationChannel): boolean =>
      chosen.find((one) => one.kind === kind && one.channel === channel)?.enabled ??
      noticeKinds[kind].defaults[channel];
    return {
      mailTo: available.includes('mail') ? email : null,
      kinds: NOTIFICATION_KINDS.map((kind) => {
        const { title, description, audience } = noticeKinds[kind];
        const roles: readonly string[] = ACCESS[audience];
        return {
          kind,
          title,
          description,
          concernsYou: roles.includes(role),
          channels: NOTIFICATION_CHANNELS.map((channel) => ({
            channel,
            enabled: isEnabled(kind, channel),
            available: available.includes(channel),
          })),
        };
      }),
    };
  }
}
