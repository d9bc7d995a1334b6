import { STEP_DISPLAYS } from '@jarvis/steps/display';
import { formOf } from '@jarvis/steps/form';
import { isMap, isPair, isScalar, visit } from 'yaml';
import { change } from './rule-text.js';

/** Lets what reads a step's output, or asks about the step, follow its new id. */
export function renameReferences(text: string, before: string, after: string): string {
  const reference = new RegExp(String.raw`(?<![\w.])steps\.${before}(?![\w-])`, 'g');
  const inExpression = (source: string) => source.replaceAll(reference, `steps.${after}`);
  return change(text, (document) => {
    visit(document, {
      Scalar(key, node, path) {
        if (typeof node.value !== 'string' || key === 'key') return;
        const [map, pair] = path.slice(-2);
        const field = isPair(pair) && isScalar(pair.key) ? pair.key.value : undefined;
        const kind = isMap(map) ? String(map.get('kind')) : '';
        if (isExpression(field, kind)) node.value = inExpression(node.value);
        else if (node.value === before && modeOf(field, kind) === 'later-action') node.value = after;
        else node.value = node.value.replaceAll(/\$\{\{.*?\}\}/gs, inExpression);
      },
    });
  });
}

const modeOf = (field: unknown, kind: string) =>
  [...formOf(kind).fields, ...formOf(kind).settings].find(({ path }) => path.length === 1 && path[0] === field)?.mode;

/** Whether a field is one expression, without `${{ }}`: of a step of a kind, or of a case, which has none. */
const isExpression = (field: unknown, kind: string): boolean =>
  modeOf(field, kind) === 'condition' ||
  Object.values(STEP_DISPLAYS).some(({ lists }) => lists.some(({ condition }) => condition === field));
