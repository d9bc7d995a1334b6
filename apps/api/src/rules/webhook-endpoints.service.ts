import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class WebhookEndpointsService {
  get(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  rotateSecret(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
