import { z } from 'zod';
import type { Action, ConnectorRegistry } from '@jarvis/connector-kit';
import type { AskModelInput, Json, PerformActionInput } from '@jarvis/plan';

/** A call to a vendor: whose, and to what. */
export interface VendorUse {
  observatoryId: string;
  platform: string;
  /** What people call it. */
  title: string;
  connectionId?: string;
}

/** The platform of our own actions: their effect is a row of ours, so nothing is ever sent. */
export const OWN_PLATFORM = 'core';

/**
 * Whom an action asks; nobody, for our own. HTTP stands for many services, so there it is the host that answers or does
 * not.
 */
export function vendorOfAction(
  registry: ConnectorRegistry,
  action: Action,
  call: Pick<PerformActionInput, 'observatoryId' | 'input'> & {
    node: Pick<PerformActionInput['node'], 'connectionId'>;
  },
): VendorUse | undefined {
  const { platform } = action;
  if (platform === OWN_PLATFORM) return undefined;
  const { observatoryId, node, input } = call;
  const { connectionId } = node;
  const host = platform === 'http' ? hostIn(input) : undefined;
  const title = host ?? registry.getConnector(platform)?.title ?? platform;
  return { observatoryId, platform, title, ...(connectionId === undefined ? {} : { connectionId }) };
}

export function vendorOfModel({ observatoryId }: AskModelInput): VendorUse {
  return { observatoryId, platform: 'anthropic', title: 'Anthropic' };
}

/** What has no address fails at its action's own check, which says so better. */
function hostIn(input: Json): string | undefined {
  const { data } = z.object({ url: z.url() }).safeParse(input);
  return data && new URL(data.url).host;
}
