import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class RuleLifecycleService {
  setEnabled(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  impact(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  remove(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  restore(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
