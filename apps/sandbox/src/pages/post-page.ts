import { html } from 'hono/html';
import type { Account } from '../server/accounts.js';
import type { Post } from '../server/state.js';
import { layout } from './layout.js';

type Html = ReturnType<typeof html>;

/** A post as its readers would see it. */
export function postPage(post: Post): Html {
  return layout({
    title: `${post.author.name} on X`,
    description: post.text,
    active: 'x',
    content: html`${postCard(post)}`,
  });
}

/** An account's posts, newest first. */
export function timelinePage(username: Account['username'], posts: readonly Post[]): Html {
  const content =
    posts.length > 0
      ? html`${posts.map((post) => postCard(post, true))}`
      : html`<p class="card soft">No posts yet. They appear here as soon as a rule publishes one.</p>`;
  return layout({ title: `@${username}`, active: 'x', content });
}

export function postCard(post: Post, small = false): Html {
  const when = new Date(post.createdAt).toLocaleString('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return html`<article class="card ${small ? 'small' : ''}" data-post-id="${post.id}">
    <div class="person">
      <span class="avatar" aria-hidden="true">${post.author.name.charAt(0)}</span>
      <div><strong>${post.author.name}</strong><span class="soft">@${post.author.username}</span></div>
    </div>
    ${post.replyTo ? html`<p class="soft">Replying to post ${post.replyTo}</p>` : ''}
    <p class="post-text" data-testid="post-text">${linked(post.text)}</p>
    <a class="soft" href="/x/${post.author.username}/status/${post.id}"
      ><time datetime="${post.createdAt}">${when} UTC</time></a
    >
    ${small ? '' : html`<div class="actions"><span>0 Reposts</span><span>0 Quotes</span><span>0 Likes</span></div>`}
  </article>`;
}

/** Addresses in a text as links; everything else stays text. */
function linked(text: string): Html[] {
  return text
    .split(/(https?:\/\/[^\s]+)/)
    .map((part) => (/^https?:\/\//.test(part) ? html`<a href="${part}" rel="noreferrer">${part}</a>` : html`${part}`));
}
