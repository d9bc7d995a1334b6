import { oauth2CredentialsSchema, platform } from '@jarvis/connector-kit';

export const google = platform('gmail', { title: 'Gmail', credentials: oauth2CredentialsSchema });
