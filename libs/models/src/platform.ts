import type { Connector } from '@jarvis/connector-kit';

/** How whoever provides the models is called and drawn, where its calls are listed beside those of platforms. */
export const modelPlatform: Pick<Connector, 'platform' | 'title' | 'icon'> = {
  platform: 'anthropic',
  title: 'Anthropic',
  icon: {
    path: 'M12 3l1.9 5.8a2 2 0 0 0 1.3 1.3L21 12l-5.8 1.9a2 2 0 0 0-1.3 1.3L12 21l-1.9-5.8a2 2 0 0 0-1.3-1.3L3 12l5.8-1.9a2 2 0 0 0 1.3-1.3Z',
    drawn: 'line',
  },
};
