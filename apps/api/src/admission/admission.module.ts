import { Module } from '@nestjs/common';
import { AdmissionService } from './admission.service.js';

/** Which runs of rules with limits are started, and when. */
@Module({ providers: [AdmissionService] })
export class AdmissionModule {}
