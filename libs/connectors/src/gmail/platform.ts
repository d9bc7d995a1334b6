import { OAuth2Credentials, platform } from '@jarvis/connector-kit';

export const google = platform('gmail', { title: 'Gmail', credentials: OAuth2Credentials });
