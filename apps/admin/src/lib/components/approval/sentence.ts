import type { Preview } from '../../api/types.js';
import { listWords, platformName } from '../../format/words.js';

interface Facts {
  preview: Preview;
  actionTitle: string;
  platform: string;
  account: string | null;
}

/** What approving does and where, in one sentence. */
export function approvalSentence({ preview, actionTitle, platform, account }: Facts): string {
  const through = account ? ` as ${account}` : '';
  switch (preview.kind) {
    case 'post':
      return preview.replyTo
        ? `Replies to ${preview.replyTo} on ${platformName(preview.platform)}${through}.`
        : `Publishes this post on ${platformName(preview.platform)}${through}.`;
    case 'mail':
      return `Sends this e-mail to ${listWords([...preview.to, ...preview.cc])}${account ? ` from ${account}` : ''}.`;
    case 'http':
      return `Sends this ${preview.method} request to ${hostOf(preview.url)}.`;
    default:
      return `${actionTitle}, in ${platformName(platform)}${through}.`;
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}
