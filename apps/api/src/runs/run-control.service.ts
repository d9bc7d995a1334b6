import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class RunControlService {
  cancel(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  resolveEffect(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
