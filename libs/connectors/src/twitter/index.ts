import { createPostAction } from './actions/create-post.action.js';
import { deletePostAction } from './actions/delete-post.action.js';
import { getMeAction } from './actions/get-me.action.js';
import { twitterAuth } from './auth.js';
import { checkHealth } from './check-health.js';
import { x } from './platform.js';
import { newMentionTrigger } from './triggers/new-mention.trigger.js';

/** X, formerly Twitter; API v2. */
export const twitter = x.defineConnector({
  description: 'Publish and delete posts.',
  category: 'social',
  icon: {
    path: 'M18.2 2.5h3.3l-7.2 8.2 8.5 10.8h-6.7l-5.2-6.6-6 6.6H1.6l7.7-8.8L1.2 2.5H8l4.7 6 5.5-6Zm-1.2 17h1.8L7.1 4.3H5.1L17 19.5Z',
    drawn: 'filled',
  },
  accountWords: { one: 'account', example: '@acme', prefix: '@' },
  capabilities: ['Publish posts', 'Delete posts', 'Start rules when the account is mentioned'],
  auth: [twitterAuth],
  hosts: ['api.x.com', 'api.twitter.com'],
  actions: [createPostAction, deletePostAction, getMeAction],
  triggers: [newMentionTrigger],
  doors: [{ method: 'POST', path: 'tweet', action: createPostAction }],
  checkHealth,
});
