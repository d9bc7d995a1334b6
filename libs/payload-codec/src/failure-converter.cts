import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Puts messages and stacks of failures into the payload too, where the codec encrypts them. CommonJS and alone
 * in its file, because the SDK loads it by path with `require` and bundles it with the workflows.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
