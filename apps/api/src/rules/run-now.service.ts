import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class RunNowService {
  run(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
