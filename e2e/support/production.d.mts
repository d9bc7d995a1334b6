/** A deployment made of docker-compose.yml's services as processes. */
export interface Production {
  /** Addresses as browsers and vendors use them. */
  admin: string;
  api: string;
  account: { email: string; password: string };
  /** Ids of the running processes. */
  pids(): Record<'api' | 'admin' | 'worker' | 'worker-2' | 'postgres' | 'temporal', number>;
  stop(): Promise<void>;
}

/** Starts it in a state folder of its own, which `stop` deletes. */
export function startProduction(): Promise<Production>;
