import { EVEN_IF_MALFORMED } from '@jarvis/steps/language';
import { z } from 'zod';
import { HeaderName, KeptHeaderName, refineHeaders } from '../../kit/header-name.js';

/** How a sender shows a token. */
export const BearerSettings = z
  .strictObject({
    header: HeaderName.optional().meta({
      description:
        'Header with the token; default `Authorization`, where `Bearer` stands before it. In any other header it stands alone.',
      examples: ['X-Gitlab-Token'],
    }),
    idHeader: KeptHeaderName.optional().meta({
      description: 'Header with the id of a delivery. Without it the same bytes are the same delivery and run once.',
    }),
    eventHeader: KeptHeaderName.optional().meta({
      description: 'Header with the name of the event; without it the field `type` of the body.',
    }),
  })
  .superRefine(refineHeaders, EVEN_IF_MALFORMED)
  .meta({ title: 'Bearer token', description: 'Settings of `signature: bearer`.' });
