import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class ActionCatalogue {
  definitionSchema(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  list(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
