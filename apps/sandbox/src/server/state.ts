import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { letterSchema } from '../mailbox/letters.js';
import { ownAccount } from './accounts.js';

const postSchema = z.object({
  id: z.string(),
  text: z.string(),
  createdAt: z.string(),
  replyTo: z.string().optional(),
  author: z.object({ id: z.string(), username: z.string(), name: z.string() }).default(ownAccount),
});
const mailSchema = z.object({
  id: z.string(),
  threadId: z.string(),
  messageId: z.string(),
  /** In whose mailbox it is. */
  account: z.string().default(ownAccount.address),
  from: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
  /** The mail as it was sent, base64url. */
  raw: z.string().default(''),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  receivedAt: z.string(),
});
const grantSchema = z.object({
  platform: z.enum(['twitter', 'gmail']),
  scope: z.string(),
  issuedAt: z.string(),
});
const codeSchema = z.object({
  platform: z.enum(['twitter', 'gmail']),
  clientId: z.string(),
  redirectUri: z.string(),
  scope: z.string(),
  challenge: z.string().optional(),
  expiresAt: z.number(),
});
const stateSchema = z.object({
  posts: z.array(postSchema),
  mails: z.array(mailSchema),
  /** Mails to Jarvis's own people. */
  mailbox: z.array(letterSchema).default([]),
  /** Refresh tokens still good. */
  refreshTokens: z.record(z.string(), grantSchema),
  /** Authorization codes not yet exchanged. */
  codes: z.record(z.string(), codeSchema),
  /** How often the model was asked the same, by the prompt's hash. */
  asked: z.record(z.string(), z.number()).default({}),
});

export type Post = z.infer<typeof postSchema>;
export type Mail = z.infer<typeof mailSchema>;
type State = z.infer<typeof stateSchema>;

/** What the stand-ins remember. */
export interface Store {
  readonly state: State;
  /** Changes the state and has it on disk before returning. */
  update<T>(change: (state: State) => T): T;
}

/**
 * Opens the state file, or starts empty. Every change replaces the file whole, so a killed process leaves the old or
 * the new state and never a part of one.
 */
export function openStore(file: string): Store {
  mkdirSync(dirname(file), { recursive: true });
  const state = readState(file);
  return {
    state,
    update(change) {
      const result = change(state);
      writeFileSync(`${file}.tmp`, JSON.stringify(state, null, 2), { mode: 0o600 });
      renameSync(`${file}.tmp`, file);
      return result;
    },
  };
}

function readState(file: string): State {
  if (!existsSync(file)) return emptyState();
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`${file} is not readable as the sandbox's state. Move it away to start empty.`, { cause });
  }
}

const emptyState = (): State => ({ posts: [], mails: [], mailbox: [], refreshTokens: {}, codes: {}, asked: {} });
