import { OAuth2Credentials, platform } from '@jarvis/connector-kit';

export const x = platform('twitter', {
  title: 'X (Twitter)',
  shortTitle: 'X',
  credentials: OAuth2Credentials,
});
