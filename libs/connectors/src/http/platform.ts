import { platform } from '@jarvis/connector-kit';

export const web = platform('http', { title: 'HTTP' });
