import { Injectable } from '@nestjs/common';

/** Verified when there is no such account, so that the answer takes as long as for a wrong password. */
const someHash = '$argon2id$v=19$m=19456,t=2,p=1$oFqh6RVWk9O3CGUXX1/yUQ$Qy930GKqN0iZJD0atjoc4mBOZG0o/dJJwbWlMz5d13c';

/** argon2id. The native module is loaded at the first sign-in. */
@Injectable()
export class Passwords {
  /** Whether `password` belongs to `hash`; false, in the same time, when there is no hash. */
  async verify(hash: string | null | undefined, password: string): Promise<boolean> {
    const { verify } = await import('@node-rs/argon2');
    const matches = await verify(hash ?? someHash, password);
    return matches && hash !== null && hash !== undefined;
  }
}
