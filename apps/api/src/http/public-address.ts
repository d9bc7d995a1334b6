import type { Config } from '@jarvis/config';

/** The address under which others reach a path of the API; `API_PUBLIC_URL` may have a path itself, behind a proxy. */
export function publicAddress({ publicUrl }: Pick<Config['api'], 'publicUrl'>, path: string): string {
  return `${publicUrl.replace(/\/+$/, '')}${path}`;
}
