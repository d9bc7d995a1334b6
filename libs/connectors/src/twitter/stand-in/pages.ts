import { ownAccount, type Bindings, type Html, type StandIn, type StandInTools } from '@jarvis/stand-in-kit';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { Mention, mention } from './mention.js';
import { mentionsOf, postsOf, type Post } from './posts.js';

const link = { href: `/x/${ownAccount.username}`, label: 'X' };

/** The account's timeline and each post. A form lets somebody mention the account. */
export const pages: NonNullable<StandIn['pages']> = {
  link,
  open({ store, frame }) {
    const posts = postsOf(store);
    const mentions = mentionsOf(store);
    const app = new Hono<Bindings>();
    app.get('/x/:handle', (context) => {
      const handle = context.req.param('handle');
      const found = posts.value.filter(({ author }) => author.username === handle);
      // Whoever posted exists; the stand-in knows nobody else before.
      return found.length > 0 || handle === ownAccount.username
        ? context.html(timelinePage(frame, handle, found))
        : context.html(missing(frame, 'This account does not exist.'), 404);
    });
    app.post('/x/:handle', async (context) => {
      const given = Mention.safeParse(await context.req.parseBody());
      if (!given.success) return context.text('A mention needs an author and a text.', 400);
      const { author, id } = mention(mentions, context.req.param('handle'), given.data);
      return context.redirect(`/x/${author.username}/status/${id}`, 303);
    });
    app.get('/x/:handle/status/:id', (context) => {
      // As on X, the id alone names the post, whatever the address says of its author.
      const post = [...posts.value, ...mentions.value].find(({ id }) => id === context.req.param('id'));
      return post
        ? context.html(postPage(frame, post))
        : context.html(missing(frame, 'This post does not exist or was deleted.'), 404);
    });
    return {
      app,
      summary() {
        const [latest] = posts.value;
        return {
          count: posts.value.length,
          label: 'posts on X',
          href: latest ? `/x/${latest.author.username}` : link.href,
          latest: latest && postCard(latest, true),
        };
      },
    };
  },
};

type Frame = StandInTools['frame'];

const missing = (frame: Frame, message: string): Html =>
  frame({ title: 'Not found', content: html`<p class="card">${message}</p>` });

/** A post as its readers would see it. */
function postPage(frame: Frame, post: Post): Html {
  return frame({
    title: `${post.author.name} on X`,
    description: post.text,
    active: link.href,
    content: html`${postCard(post)}`,
  });
}

/** An account's posts, newest first. */
function timelinePage(frame: Frame, username: string, posts: readonly Post[]): Html {
  const content =
    posts.length > 0
      ? html`${posts.map((post) => postCard(post, true))}`
      : html`<p class="card soft">No posts yet. They appear here as soon as a rule publishes one.</p>`;
  return frame({ title: `@${username}`, active: link.href, content: html`${content}${mentionForm(username)}` });
}

const mentionForm = (username: string): Html =>
  html`<form class="card fields" method="post" action="/x/${username}">
    <label>Author <input name="author" value="ann_example" required /></label>
    <label class="wide">Post <input name="text" value="Hello @${username}, is this still open?" required /></label>
    <button>Mention @${username}</button>
  </form>`;

function postCard(post: Post, small = false): Html {
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
