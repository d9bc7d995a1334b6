import { StandardSchemaValidationPipe } from '@nestjs/common';
import { refuse } from './api-error.js';
import { toDetails } from './to-details.js';

/** Parses every parameter that carries a schema; wrong input is one 400 naming every problem. */
export function createValidationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) =>
      refuse.invalidInput({
        message:
          issues.length === 1
            ? 'One field of the request is wrong.'
            : `${issues.length} fields of the request are wrong.`,
        hint: 'Correct what is named and send it again.',
        details: toDetails(issues),
      }),
  });
}
