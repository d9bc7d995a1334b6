import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { ConnectorError, parseReply } from '@jarvis/connector-kit';
import type { Json } from '@jarvis/json';
import type { JsonSchema } from '@jarvis/json-schema';
import { z } from 'zod';
import { fromAnthropicError } from './errors.js';
import { compileOutputSchema } from './output-schema.js';
import { costOf } from './prices.js';
import { spreadTypes } from './spread-types.js';

/** Problems of an answer that a person is told. */
const MAX_SHOWN = 3;

/**
 * A question with a typed answer. There is no temperature: Claude models since Opus 4.7 and Sonnet 5 refuse the
 * parameter, the SDK has dropped it.
 */
export interface ModelRequest {
  provider: 'anthropic';
  model: string;
  system?: string;
  prompt: string;
  /** JSON Schema (object) the answer must satisfy. */
  outputSchema: JsonSchema;
  maxTokens: number;
  /** Per call. Default 60,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
  apiKey: string;
  /** Another address that speaks the API, such as the sandbox. */
  baseURL?: string;
  fetch?: typeof fetch;
}

export interface ModelUsage {
  inputTokens: number;
  outputTokens: number;
  /** At list price; null when the model's price is unknown. */
  costUsd: number | null;
}

export interface ModelAnswer {
  output: Json;
  /** Sums both calls when the answer had to be repaired. */
  usage: ModelUsage;
  /** The model that answered, as the provider names it. */
  model: string;
  stopReason: string | null;
  /** Calls made: 2 when the first answer did not fit the schema. */
  calls: number;
}

const Reply = z.object({
  model: z.string(),
  stop_reason: z.string().nullable(),
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
});

type Reply = z.infer<typeof Reply>;

/**
 * Asks a model and gives back a value that satisfies `outputSchema` (structured outputs: `output_config.format`).
 * The provider guarantees the shape but not limits such as `maxLength`, so the answer is validated here; one that does
 * not fit is shown to the model once, with what is wrong.
 * @throws ConnectorError for every failure; `unavailable` when the second answer does not fit either
 */
export async function askModel(request: ModelRequest): Promise<ModelAnswer> {
  const parse = compileOutputSchema(request.outputSchema);
  const ask = await createAsker(request);
  const usage = { inputTokens: 0, outputTokens: 0 };
  const messages: MessageParam[] = [{ role: 'user', content: request.prompt }];
  let problems: string[] = [];
  for (let calls = 1; calls <= 2; calls += 1) {
    const message = await ask(messages);
    usage.inputTokens += message.usage.input_tokens;
    usage.outputTokens += message.usage.output_tokens;
    const text = textOf(message);
    const answer = parse(text);
    if (answer.valid) {
      return {
        output: answer.value,
        usage: { ...usage, costUsd: costOf(message.model, usage) },
        model: message.model,
        stopReason: message.stop_reason,
        calls,
      };
    }
    problems = answer.problems;
    messages.push({ role: 'assistant', content: text || '(empty)' }, { role: 'user', content: repairPrompt(problems) });
  }
  throw new ConnectorError({
    code: 'unavailable',
    platform: 'anthropic',
    message: `The model answered twice with something that does not fit the output schema (${firstOf(problems)}).`,
    hint: 'Make the prompt more exact or the schema more lenient.',
  });
}

/** Enough to see what is wrong: a long list says the same of every item. */
function firstOf(problems: readonly string[]): string {
  const [shown, more] = [problems.slice(0, MAX_SHOWN).join('; '), problems.length - MAX_SHOWN];
  return more > 0 ? `${shown}; and ${more} more` : shown;
}

async function createAsker({
  apiKey,
  baseURL,
  fetch: send,
  ...request
}: ModelRequest): Promise<(messages: MessageParam[]) => Promise<Reply>> {
  const [{ Anthropic }, { transformJSONSchema }] = await Promise.all([
    import('@anthropic-ai/sdk'),
    import('@anthropic-ai/sdk/lib/transform-json-schema'),
  ]);
  // The ledger decides about repeating.
  // Address and token are given outright, or the SDK would take them from the environment.
  const client = new Anthropic({
    apiKey,
    authToken: null,
    baseURL: baseURL ?? 'https://api.anthropic.com',
    fetch: send,
    maxRetries: 0,
    timeout: request.timeoutMs ?? 60_000,
  });
  // Moves limits the provider does not enforce into descriptions, where the model reads them.
  const schema = transformJSONSchema(spreadTypes(request.outputSchema));
  return async (messages) => {
    const body = {
      model: request.model,
      max_tokens: request.maxTokens,
      ...(request.system ? { system: request.system } : {}),
      messages: [...messages],
      output_config: { format: { type: 'json_schema' as const, schema } },
    };
    const reply: unknown = await client.messages.create(body, { signal: request.signal }).catch((error: unknown) => {
      throw fromAnthropicError(error);
    });
    return parseReply(Reply, reply, { platform: 'anthropic', where: 'Anthropic', what: 'the question' });
  };
}

/** The text of an answer that came to its end. */
function textOf(message: Reply): string {
  if (message.stop_reason === 'refusal') {
    throw new ConnectorError({
      code: 'invalid-input',
      platform: 'anthropic',
      message: 'The model declined to answer this prompt.',
      hint: 'Reword the prompt.',
    });
  }
  if (message.stop_reason === 'max_tokens') {
    throw new ConnectorError({
      code: 'invalid-input',
      platform: 'anthropic',
      message: 'The model ran out of tokens before its answer was complete.',
      hint: 'Raise maxTokens in the step.',
    });
  }
  return message.content.map((block) => (block.type === 'text' ? (block.text ?? '') : '')).join('');
}

function repairPrompt(problems: readonly string[]): string {
  return `Your answer does not fit the required format:\n${problems.map((problem) => `- ${problem}`).join('\n')}\nAnswer again, with these points corrected.`;
}
