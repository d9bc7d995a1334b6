import { createHash } from 'node:crypto';
import type { Part } from '@jarvis/stand-in-kit';
import { z } from 'zod';
import { nextId, type Post } from './posts.js';

/** What somebody writes into the form of the page, or a test sends. */
export const Mention = z.object({
  author: z.string().regex(/^@?\w{1,15}$/),
  text: z.string().min(1).max(280),
});

/** Somebody else posts; the account is named in the text, at its end where nobody did it. */
export function mention(mentions: Part<Post[]>, handle: string, { author, text }: z.infer<typeof Mention>): Post {
  const username = author.replace(/^@/, '');
  const number = createHash('sha256').update(username).digest().readUIntBE(0, 6);
  const post: Post = {
    id: nextId(mentions.value),
    text: new RegExp(`@${handle}\\b`, 'i').test(text) ? text : `${text} @${handle}`,
    createdAt: new Date().toISOString(),
    author: { id: `179${number.toString().padStart(16, '0')}`, username, name: username },
  };
  mentions.value = [post, ...mentions.value];
  return post;
}
