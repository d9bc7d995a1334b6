import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class SampleEventService {
  get(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  put(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  send(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
