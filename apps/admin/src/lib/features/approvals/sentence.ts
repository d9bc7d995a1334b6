import type { Preview } from '../../api/types.js';
import { listWords } from '../../format/words.js';

interface Facts {
  preview: Preview;
  actionTitle: string;
  platform: string;
  account: string | null;
  /** What people call a platform. */
  nameOf: (platform: string) => string;
}

/** What approving does and where, in one sentence. */
export function approvalSentence({ preview, actionTitle, platform, account, nameOf }: Facts): string {
  const through = account ? ` as ${account}` : '';
  switch (preview.kind) {
    case 'post':
      return preview.replyTo
        ? `Replies to ${preview.replyTo} on ${nameOf(preview.platform)}${through}.`
        : `Publishes this post on ${nameOf(preview.platform)}${through}.`;
    case 'mail':
      return `Sends this e-mail to ${listWords([...preview.to, ...preview.cc])}${account ? ` from ${account}` : ''}.`;
    case 'http':
      return `Sends this ${preview.method} request to ${hostOf(preview.url)}.`;
    default:
      return `${actionTitle}, in ${nameOf(platform)}${through}.`;
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}
