import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '@jarvis/config';
import type { Logger } from '@jarvis/telemetry';
import { ActivityModule } from './activity/activity.module.js';
import { ApprovalsModule } from './approvals/approvals.module.js';
import { AdmissionModule } from './admission/admission.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CodecModule } from './codec/codec.module.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { DefinitionModule } from './definition/definition.module.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { DoorsModule } from './doors/doors.module.js';
import { DriftModule } from './drift/drift.module.js';
import { EventsModule } from './events/events.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { InfrastructureModule } from './infrastructure/infrastructure.module.js';
import { IngressModule } from './ingress/ingress.module.js';
import { IntegrationsModule } from './integrations/integrations.module.js';
import { LiveModule } from './live/live.module.js';
import { MailInModule } from './mail-in/mail-in.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { RelayModule } from './relay/relay.module.js';
import { RuleDataModule } from './rule-data/rule-data.module.js';
import { RuleFilesModule } from './rule-files/rule-files.module.js';
import { RuleTrialsModule } from './rule-trials/rule-trials.module.js';
import { RuleTriggersModule } from './rule-triggers/rule-triggers.module.js';
import { RuleVersionsModule } from './rule-versions/rule-versions.module.js';
import { RulesModule } from './rules/rules.module.js';
import { RunsModule } from './runs/runs.module.js';
import { SavedViewsModule } from './saved-views/saved-views.module.js';

export interface AppSettings {
  config: Config;
  logger: Logger;
}

@Module({})
export class AppModule {
  static register(settings: AppSettings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        InfrastructureModule.register(settings),
        AuthModule,
        HttpModule,
        OpenApiModule,
        HealthModule,
        DefinitionModule,
        RulesModule,
        RuleVersionsModule,
        RuleFilesModule,
        RuleTrialsModule,
        RuleDataModule,
        RuleTriggersModule,
        DeliveriesModule,
        RunsModule,
        ApprovalsModule,
        ActivityModule,
        EventsModule,
        IntegrationsModule,
        DoorsModule,
        NotificationsModule,
        DashboardModule,
        SavedViewsModule,
        CodecModule,
        RelayModule,
        AdmissionModule,
        DriftModule,
        IngressModule,
        LiveModule,
        MailInModule,
      ],
    };
  }
}
