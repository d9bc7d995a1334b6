import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class RuleVersionsService {
  list(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  get(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  rollback(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
