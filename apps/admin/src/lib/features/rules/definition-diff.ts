import { stringify } from 'yaml';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
const idOf = (value: unknown): unknown => (isRecord(value) ? value['id'] : undefined);

/**
 * The same value with its keys in the order of a model. The database keeps the keys of JSON in an order of its
 * own; without this every line of a definition would look changed.
 */
export function orderLike(value: unknown, model: unknown): unknown {
  if (Array.isArray(value)) {
    const models = Array.isArray(model) ? model : [];
    return value.map((item: unknown, index) =>
      orderLike(item, models.find((one) => idOf(item) !== undefined && idOf(one) === idOf(item)) ?? models[index]),
    );
  }
  if (!isRecord(value)) return value;
  const like = isRecord(model) ? model : {};
  const order = [
    ...Object.keys(like).filter((key) => key in value),
    ...Object.keys(value).filter((key) => !(key in like)),
  ];
  return Object.fromEntries(order.map((key) => [key, orderLike(value[key], like[key])]));
}

/** YAML of a definition, keys in the order of a model. */
export function definitionYaml(definition: unknown, model: unknown): string {
  return stringify(orderLike(definition, model), {
    version: '1.2',
    schema: 'core',
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}
