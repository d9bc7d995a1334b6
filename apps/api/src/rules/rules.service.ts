import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class RulesService {
  list(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  create(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  validate(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  get(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  saveDraft(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
