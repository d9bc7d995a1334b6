import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Allow, Answers, CurrentPrincipal } from '../http/route.decorators.js';
import { IdParam } from '../http/shapes.js';
import {
  NotificationEntry,
  NotificationPreferences,
  NotificationsQuery,
  PreferenceRequest,
  UnreadCount,
} from './notifications.schemas.js';
import { NotificationsService } from './notifications.service.js';
import { PreferencesService } from './preferences.service.js';

@Controller('api/v1/notifications')
export class NotificationsController {
  constructor(
    private readonly notifications: NotificationsService,
    private readonly preferences: PreferencesService,
  ) {}

  @Get()
  @Allow('read')
  @Answers('What you were told, newest first', NotificationEntry, { form: 'list' })
  list(@CurrentPrincipal() principal: Principal, @Query({ schema: NotificationsQuery }) query: NotificationsQuery) {
    return this.notifications.list(principal, query);
  }

  @Get('unread-count')
  @Allow('read')
  @Answers('How much of it you have not read', UnreadCount)
  unreadCount(@CurrentPrincipal() principal: Principal) {
    return this.notifications.countUnread(principal);
  }

  @Get('preferences')
  @Allow('read')
  @Answers('What you are told, and how', NotificationPreferences)
  getPreferences(@CurrentPrincipal() principal: Principal) {
    return this.preferences.get(principal);
  }

  @Put('preferences')
  @Allow('read')
  @Answers('Switches one kind of notice on or off for one channel', NotificationPreferences)
  setPreference(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: PreferenceRequest }) body: PreferenceRequest,
  ) {
    return this.preferences.set(principal, body);
  }

  @Post('read-all')
  @Allow('read')
  @Answers('Marks everything as read', UnreadCount)
  readAll(@CurrentPrincipal() principal: Principal) {
    return this.notifications.readAll(principal);
  }

  @Post(':id/read')
  @Allow('read')
  @Answers('Marks one as read', UnreadCount)
  read(@CurrentPrincipal() principal: Principal, @Param('id', { schema: IdParam }) id: string) {
    return this.notifications.read(principal, id);
  }
}
