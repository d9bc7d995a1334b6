import { z } from 'zod';

/** Payloads as Temporal's UI and CLI send them: protobuf JSON, bytes in base64. */
export const CodecPayloads = z
  .object({
    payloads: z
      .array(
        z.object({
          metadata: z.record(z.string(), z.string()).optional(),
          data: z.string().optional(),
        }),
      )
      .max(1000),
  })
  .meta({ id: 'CodecPayloads' });
export type CodecPayloads = z.infer<typeof CodecPayloads>;
