import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class PublishService {
  publish(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
