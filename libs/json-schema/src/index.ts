export { checkSchema, type SchemaProblem } from './check-schema.js';
export { compileSchema, JsonSchemaError, type JsonSchema, type ValueProblem } from './compile-schema.js';
export { sampleFromSchema } from './sample.js';
export { takeInputs } from './take-inputs.js';
