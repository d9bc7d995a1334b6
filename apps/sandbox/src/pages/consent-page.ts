import type { Html, StandInTools } from '@jarvis/stand-in-kit';
import { html } from 'hono/html';

/** Where a person grants an application access to an account, in the vendor's stead. */
export function consentPage(
  frame: StandInTools['frame'],
  options: {
    title: string;
    /** Who can sign in; the first one is. */
    people: readonly { owner: string; name: string }[];
    clientId: string;
    scopes: readonly string[];
    action: string;
  },
): Html {
  return frame({
    title: `Sign in with ${options.title}`,
    content: html`<section class="card">
      <h1>${options.clientId} wants to use your ${options.title} account</h1>
      <form method="post" action="${options.action}">
        <p>
          <label
            >Signed in as
            <select name="owner">
              ${options.people.map(({ owner, name }) => html`<option value="${owner}">${name}</option>`)}
            </select></label
          >
        </p>
        <p>It asks for:</p>
        <ul>
          ${options.scopes.map(
            (scope) =>
              html`<li>
                <label><input type="checkbox" name="scope" value="${scope}" checked /> ${scope}</label>
              </li>`,
          )}
        </ul>
        <p>
          <button name="decision" value="authorize">Authorize</button>
          <button name="decision" value="deny" class="plain">Cancel</button>
        </p>
      </form>
    </section>`,
  });
}
