import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class ConnectionsService {
  catalogue(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  list(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  connect(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  checkHealth(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  remove(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
