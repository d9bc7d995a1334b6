import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class CodecService {
  decode(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  encode(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
