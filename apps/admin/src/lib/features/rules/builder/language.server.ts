import { definitionJsonSchema } from '@jarvis/rules';
import { valueAt, type Path } from '@jarvis/issues/path';
import { formOf } from '@jarvis/steps/form';
import { triggerDisplayOf } from '@jarvis/triggers/display';
import type { FieldFacts, Language } from './fields.js';
import { isRecord } from '../../../format/json-schema.js';
import { plain } from '../../../format/plain.js';

/** What the language says about the fields of the forms, by kind of step. Made here, so that pages need not load its schema. */
export function readLanguage(): Language {
  const defs = valueAt(definitionJsonSchema(), ['$defs']);
  const schemas = ['Step', 'Trigger'].flatMap((name) => listAt(valueAt(defs, [name]), 'oneOf'));
  return Object.fromEntries(
    schemas.map((schema) => {
      const kind = String(valueAt(schema, ['properties', 'kind', 'const']));
      return [kind, Object.fromEntries(pathsOf(kind).map((path) => [path.join('.'), factsAt(schema, path)]))];
    }),
  );
}

/** Where the fields of its form are written. */
function pathsOf(kind: string): Path[] {
  const trigger = triggerDisplayOf(kind);
  if (trigger) return trigger.fields.map(({ name }) => [name]);
  const { fields, settings } = formOf(kind);
  return [...fields, ...settings].map(({ path }) => path);
}

function factsAt(schema: unknown, path: Path): FieldFacts {
  const [name = '', ...below] = path;
  const field = valueAt(schema, ['properties', name]);
  if (below.length > 0) return factsAt(field, below);
  const required = valueAt(schema, ['required']);
  const types = [field, ...listAt(field, 'anyOf')].flatMap((one) => valueAt(one, ['type']) ?? []);
  const { description, default: standard } = isRecord(field) ? field : {};
  return {
    required: Array.isArray(required) && required.includes(name),
    types: types.map(String),
    values: listAt(field, 'enum').map(String),
    offers: listAt(field, 'anyOf').flatMap((one) => listAt(one, 'enum').map(String)),
    ...(typeof description === 'string' ? { description } : {}),
    ...(standard === undefined ? {} : { standard: plain(standard) }),
  };
}

function listAt(schema: unknown, name: string): unknown[] {
  const list = valueAt(schema, [name]);
  return Array.isArray(list) ? list : [];
}
