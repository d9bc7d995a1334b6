import { platform } from '@jarvis/connector-kit';

export const jarvis = platform('core', { title: 'Jarvis' });
