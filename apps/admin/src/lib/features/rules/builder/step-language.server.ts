import { definitionJsonSchema } from '@jarvis/rules';
import { valueAt, type Path } from '@jarvis/issues/path';
import { formOf } from '@jarvis/steps/form';
import type { FieldFacts, StepLanguage } from './fields.js';
import { isRecord } from '../../../format/json-schema.js';
import { plain } from '../../../format/plain.js';

/** What the language says about the fields of the forms, by kind of step. Made here, so that pages need not load its schema. */
export function readStepLanguage(): StepLanguage {
  const kinds = valueAt(definitionJsonSchema(), ['$defs', 'Step', 'oneOf']);
  return Object.fromEntries(
    (Array.isArray(kinds) ? kinds : []).map((schema: unknown) => {
      const kind = String(valueAt(schema, ['properties', 'kind', 'const']));
      const { fields, settings } = formOf(kind);
      return [
        kind,
        Object.fromEntries([...fields, ...settings].map(({ path }) => [path.join('.'), factsAt(schema, path)])),
      ];
    }),
  );
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
    ...(typeof description === 'string' ? { description } : {}),
    ...(standard === undefined ? {} : { standard: plain(standard) }),
  };
}

function listAt(schema: unknown, name: string): unknown[] {
  const list = valueAt(schema, [name]);
  return Array.isArray(list) ? list : [];
}
