import { z } from 'zod';
import { filter } from '../../filter.js';

export const schema = z
  .strictObject({
    kind: z.literal('platform'),
    uses: z
      .string()
      .min(1)
      .max(120)
      .meta({ description: 'What happens, `<platform>.<what-happens>`.', examples: ['gmail.new-email'] }),
    connection: z.string().min(1).max(200).optional().meta({
      description: 'Id or account name of the connection that is watched; default: the only one of the platform.',
    }),
    with: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'Settings of the trigger. They hold no expressions, for nothing has happened yet.' }),
    ...filter,
  })
  .meta({
    title: 'Platform',
    description:
      'Runs for each thing that happens on a connected platform; `event` is the thing. Jarvis looks every now and then and goes on where it looked last, so nothing is lost or told twice while a platform, or Jarvis, is away. A rule that is switched on hears of what happens from then on.',
  });
export type PlatformTrigger = z.infer<typeof schema>;
