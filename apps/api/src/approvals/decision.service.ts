import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class DecisionService {
  preview(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  decide(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
