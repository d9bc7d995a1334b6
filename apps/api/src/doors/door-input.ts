import { CONNECTION_PARAMETER, type Action, type Door } from '@jarvis/connector-kit';
import { ExpressionError, MAX_RESULT_BYTES, renderTemplate } from '@jarvis/expressions';
import { storedBytes, type Json } from '@jarvis/json';
import { z } from 'zod';
import { ApiError } from '../http/api-error.js';

/** The parts of a request to a door, each with the schema of what it may hold. */
export interface DoorParts {
  /** Inputs that are in the path, by their names. */
  path: Readonly<Record<string, z.ZodType>>;
  query: z.ZodType;
  /** Undefined where the rest of the input is in the query. */
  body: z.ZodType | undefined;
}

const ConnectionId = z.uuid().optional().meta({ description: 'which account; left out: the only one of the platform' });

/** Takes an action's input apart for a door. @throws Error for an action whose input is no object */
export function partsOf({ method, path, action }: Door): DoorParts {
  const fields = fieldsOf(action);
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const inPath = Object.fromEntries(names.map((name) => [name, fieldOrFail(fields, name, action)]));
  const others = Object.entries(fields).filter(([name]) => !names.includes(name));
  if (method !== 'GET')
    return {
      path: inPath,
      query: z.strictObject({ [CONNECTION_PARAMETER]: ConnectionId }),
      body: z.strictObject(Object.fromEntries(others)),
    };
  const asText = Object.fromEntries(others.map(([name, field]) => [name, z.preprocess(readAs(field), field)]));
  return { path: inPath, query: z.strictObject({ ...asText, [CONNECTION_PARAMETER]: ConnectionId }), body: undefined };
}

function fieldsOf({ id, input }: Action): Readonly<Record<string, z.ZodType>> {
  if (!(input instanceof z.ZodObject)) throw new Error(`${id} has a door, and its input is no object.`);
  return z.record(z.string(), z.instanceof(z.ZodType)).parse(input.shape);
}

function fieldOrFail(fields: Readonly<Record<string, z.ZodType>>, name: string, { id }: Action): z.ZodType {
  const field = fields[name];
  if (!field) throw new Error(`${id} has no input “${name}”, which its door names.`);
  return field;
}

/** Reads what a query holds as text, as far as the field wants something else; what does not fit stays for the schema. */
function readAs(field: z.ZodType): (value: unknown) => unknown {
  const { type } = z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' });
  if (type === 'array') return (value) => (typeof value === 'string' ? [value] : value);
  if (type === 'integer' || type === 'number')
    return (value) => (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value);
  if (type === 'boolean') return (value) => (value === 'true' ? true : value === 'false' ? false : value);
  return (value) => value;
}

/**
 * An input as a definition holds it. Text that looks like an expression is read from the event, which is this input, so
 * that nothing of it is ever evaluated.
 */
export function asLiteral(value: Json, place = 'event'): Json {
  if (typeof value === 'string') return value.includes('${{') ? `\${{ ${place} }}` : value;
  if (Array.isArray(value)) return value.map((item, index) => asLiteral(item, `${place}[${index.toString()}]`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, asLiteral(item, `${place}[${JSON.stringify(key)}]`)]),
  );
}

/** Refuses what the action may take, but no step of a run can be given. @throws ApiError 413 */
export function checkCarriable({ title }: Pick<Action, 'title'>, event: Json): void {
  const kilobytes = Math.ceil(storedBytes(event) / 1024);
  const most = MAX_RESULT_BYTES / 1024;
  if (kilobytes > most) throw tooLarge(title, `It is ${kilobytes.toString()} KB; ${most.toString()} KB are allowed.`);
  try {
    // As the run will do it.
    renderTemplate(asLiteral(event), { event });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw tooLarge(title, error.code === 'too-large' ? error.message : 'It holds too many texts with “${{”.');
  }
}

function tooLarge(title: string, why: string): ApiError {
  return new ApiError({
    status: 413,
    code: 'input-too-large',
    message: `${title}: the input is more than a run can carry. ${why}`,
    hint: 'Send less: shorter texts, or fewer values at once.',
  });
}
