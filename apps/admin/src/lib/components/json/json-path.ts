/** Where an expression finds what a step gave back. */
export const outputPath = (stepId: string): string => `steps.${stepId}.output`;

/** The path of a child as an expression of a rule would write it: `event.labels[0].name`, `event["x-y"]`. */
export function childPath(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === '' ? key : `${parent}.${key}`;
}
