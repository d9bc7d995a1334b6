import { defineConnector } from '@jarvis/connector-kit';
import { createPostAction } from './actions/create-post.action.js';
import { deletePostAction } from './actions/delete-post.action.js';
import { getMeAction } from './actions/get-me.action.js';
import { twitterAuth } from './auth.js';
import { checkHealth } from './check-health.js';

/** X, formerly Twitter; API v2. */
export const twitter = defineConnector({
  platform: 'twitter',
  title: 'X (Twitter)',
  description: 'Publish and delete posts.',
  category: 'social',
  auth: twitterAuth,
  hosts: ['api.x.com', 'api.twitter.com'],
  actions: [createPostAction, deletePostAction, getMeAction],
  checkHealth,
});
