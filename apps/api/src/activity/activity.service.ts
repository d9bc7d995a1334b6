import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class ActivityService {
  list(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
