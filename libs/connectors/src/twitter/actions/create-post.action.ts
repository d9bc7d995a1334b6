import { ConnectorError, type ActionContext } from '@jarvis/connector-kit';
import { z } from 'zod';
import { callTwitter, postUrl } from '../client.js';
import { findPost } from '../find-post.js';
import { x } from '../platform.js';
import { hasRefusedCharacters, MAX_POST_LENGTH, weightedLength } from '../weighted-length.js';

const Input = z.strictObject({
  text: z
    .string()
    .refine((text) => text.trim() !== '', 'A post needs some text.')
    .refine((text) => !hasRefusedCharacters(text), 'It holds a character that X refuses, such as a byte order mark.')
    .refine((text) => weightedLength(text) <= MAX_POST_LENGTH, {
      error: (issue) =>
        `X allows ${MAX_POST_LENGTH} characters, this text counts ${typeof issue.input === 'string' ? weightedLength(issue.input) : '?'}.`,
    })
    .meta({ title: 'Text', description: 'Up to 280 characters as X counts them.' }),
  replyTo: z
    .string()
    .regex(/^\d{1,19}$/, 'It is not the id of a post.')
    .optional()
    .meta({ title: 'Reply to', description: 'Id of the post this one answers.' }),
});
const Output = z.object({ id: z.string(), text: z.string(), url: z.string() });
const Reply = z.object({ data: z.object({ id: z.string().min(1), text: z.string() }) });

type Input = z.infer<typeof Input>;

/**
 * Publishes a post. `POST /2/tweets`, scope tweet.write, 100 per 15 minutes and user.
 * X takes no idempotency key, so a repeat first looks for the text among the account's newest posts.
 */
export const createPostAction = x.defineAction({
  id: 'create-post',
  title: 'Publish a post on X',
  description: 'Publishes a text post in the name of the connected account.',
  input: Input,
  output: Output,
  effect: 'write',
  idempotency: 'lookup',
  risk: (input) => ({
    level: 'high',
    reasons: [
      'Everyone can read it, and deleting it does not take it back.',
      ...(/@\w/.test(input.text) ? ['It mentions other accounts.'] : []),
    ],
  }),
  baseRisk: 'high',
  timeoutMs: 20_000,
  expectedMs: 800,
  connection: 'required',
  feed: {
    type: 'post',
    action: 'created',
    title: () => 'Posted on X',
    description: (input) => input.text,
  },
  preview: (input) => ({
    kind: 'post',
    platform: 'twitter',
    text: input.text,
    limit: MAX_POST_LENGTH,
    length: weightedLength(input.text),
    replyTo: input.replyTo,
  }),
  sample: (input) => ({
    id: '1111111111111111111',
    text: input.text,
    url: 'https://x.com/i/status/1111111111111111111',
  }),
  async run(input, context) {
    try {
      const body = {
        text: input.text,
        ...(input.replyTo ? { reply: { in_reply_to_tweet_id: input.replyTo } } : {}),
      };
      const reply: unknown = await callTwitter(context, (client) => client.v2.tweet(body));
      return resultOf(x.parseReply(Reply, reply, 'the new post').data, context);
    } catch (error) {
      // X refuses a text it has just published: after a lost answer that is the proof that it took effect.
      const existing =
        error instanceof ConnectorError && error.code === 'conflict' ? await findExisting(input, context) : null;
      if (existing) return existing;
      throw error;
    }
  },
  findExisting,
});

async function findExisting(input: Input, context: ActionContext) {
  const found = await findPost(input.text, context);
  return found && resultOf(found, context);
}

function resultOf({ id, text }: { id: string; text: string }, context: ActionContext) {
  const url = postUrl(context, id);
  return { output: { id, text, url }, externalId: id, externalUrl: url };
}
