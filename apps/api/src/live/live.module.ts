import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { EventLoader } from './event-loader.js';
import { FanOutService } from './fan-out.service.js';
import { LiveServerService } from './live-server.service.js';
import { LiveSockets } from './live-sockets.js';
import { SessionWatchService } from './session-watch.service.js';

/** What happens, pushed to whoever is looking. */
@Module({
  imports: [AuthModule],
  providers: [EventLoader, FanOutService, LiveServerService, LiveSockets, SessionWatchService],
})
export class LiveModule {}
