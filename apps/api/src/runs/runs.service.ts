import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class RunsService {
  list(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  get(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
