import { z } from 'zod';
import { writeDraft } from './draft.js';
import { anthropicError } from './errors.js';
import { fillSchema } from './fill-schema.js';
import { readPrompt } from './read-prompt.js';

const Block = z.looseObject({ type: z.string(), text: z.string().optional() });
const Content = z.union([z.string(), z.array(Block)]);
const Tool = z.looseObject({ name: z.string(), input_schema: z.unknown().optional() });

/** Body of `POST /v1/messages`; Anthropic rejects every other key. */
export const Messages = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.int().min(1),
  messages: z.array(z.looseObject({ role: z.enum(['user', 'assistant']), content: Content })).min(1),
  system: Content.optional(),
  output_config: z
    .strictObject({
      effort: z.string().nullish(),
      format: z.strictObject({ type: z.literal('json_schema'), schema: z.unknown() }).nullish(),
    })
    .optional(),
  tools: z.array(Tool).optional(),
  tool_choice: z.looseObject({ type: z.string(), name: z.string().optional() }).optional(),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().optional(),
  top_k: z.number().optional(),
  stop_sequences: z.array(z.string()).optional(),
  stream: z.boolean().optional(),
  thinking: z.looseObject({ type: z.string() }).optional(),
  metadata: z.looseObject({}).optional(),
  service_tier: z.string().optional(),
  cache_control: z.unknown().optional(),
  container: z.unknown().optional(),
  inference_geo: z.string().nullish(),
});

type MessagesBody = z.infer<typeof Messages>;

/** Models whose sampling cannot be set any more. */
const FIXED_SAMPLING = /^claude-(?:fable|mythos|opus-5|opus-4-[78]|sonnet-5|haiku-5)/;

/** Answers a request with a draft about the issue in its prompt, or says as Anthropic does what is wrong with it. */
export function answerMessages(
  body: MessagesBody,
  countAsked: (prompt: string) => number,
): Record<string, unknown> | Response {
  if (!body.model.startsWith('claude-')) return anthropicError('not_found_error', `model: ${body.model}`);
  if (body.temperature !== undefined && FIXED_SAMPLING.test(body.model))
    return anthropicError('invalid_request_error', '`temperature` is deprecated for this model.');
  if (body.stream) return anthropicError('invalid_request_error', 'stream: the sandbox answers in one piece only');
  const prompt = textOf(body.messages[0]?.content ?? '');
  const facts = readPrompt(prompt);
  const variant = countAsked(prompt);
  const tool = body.tools?.find(({ name }) => name === body.tool_choice?.name);
  const schema = body.output_config?.format?.schema;
  const value = tool
    ? fillSchema(tool.input_schema, facts, variant)
    : schema === undefined
      ? writeDraft(facts, { variant }).text
      : fillSchema(schema, facts, variant);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return {
    id: `msg_${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`,
    type: 'message',
    role: 'assistant',
    model: body.model,
    content: tool
      ? [
          {
            type: 'tool_use',
            id: `toolu_${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`,
            name: tool.name,
            input: value,
          },
        ]
      : [{ type: 'text', text }],
    stop_reason: tool ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: tokensIn(textOf(body.system ?? '') + body.messages.map(({ content }) => textOf(content)).join('')),
      output_tokens: tokensIn(text),
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      service_tier: 'standard',
    },
  };
}

function textOf(content: z.infer<typeof Content>): string {
  return typeof content === 'string' ? content : content.map((block) => block.text ?? '').join('\n');
}

/** English runs at about four characters a token. */
const tokensIn = (text: string) => Math.max(1, Math.ceil(text.length / 4));
