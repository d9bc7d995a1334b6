import { Injectable, NotImplementedException } from '@nestjs/common';

@Injectable()
export class AuthService {
  login(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  refresh(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  logout(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  describe(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  switchObservatory(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  listDevices(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
  revokeDevice(..._args: unknown[]): Promise<never> { throw new NotImplementedException(); }
}
