import { oauth2CredentialsSchema, platform } from '@jarvis/connector-kit';

export const x = platform('twitter', {
  title: 'X (Twitter)',
  shortTitle: 'X',
  credentials: oauth2CredentialsSchema,
});
