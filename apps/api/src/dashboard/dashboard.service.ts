import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class DashboardService {
  get(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
