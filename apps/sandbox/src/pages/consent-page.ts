import type { Html, StandInTools } from '@jarvis/stand-in-kit';
import { html } from 'hono/html';

/** Where a person grants an application access to the account, in the vendor's stead. */
export function consentPage(
  frame: StandInTools['frame'],
  options: {
    title: string;
    account: string;
    clientId: string;
    scopes: readonly string[];
    action: string;
  },
): Html {
  return frame({
    title: `Sign in with ${options.title}`,
    content: html`<section class="card">
      <h1>${options.clientId} wants to use your ${options.title} account</h1>
      <p>Signed in as <strong>${options.account}</strong>. It asks for:</p>
      <ul>
        ${options.scopes.map((scope) => html`<li>${scope}</li>`)}
      </ul>
      <form method="post" action="${options.action}"><button>Authorize</button></form>
    </section>`,
  });
}
