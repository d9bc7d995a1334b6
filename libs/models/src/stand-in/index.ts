import type { StandIn } from '@jarvis/stand-in-kit';
import { createAnthropicApp } from './app.js';

/** Anthropic's Messages API. Its SDK takes another base address instead of another way there. */
export const anthropic: StandIn = {
  platform: 'anthropic',
  open: (tools) => ({ hosts: { 'api.anthropic.com': createAnthropicApp(tools) }, paths: ['/v1/*'] }),
};
