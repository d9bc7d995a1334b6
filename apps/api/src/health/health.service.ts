import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class HealthService {
  check(..._args: unknown[]): Promise<{ status: string }> { throw new NotImplementedException(); }
}
