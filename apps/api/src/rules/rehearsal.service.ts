import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class RehearsalService {
  rehearse(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
