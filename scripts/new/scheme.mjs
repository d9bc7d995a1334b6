import { addEntry, addImport, camel, inWords } from './edits.mjs';

/** A signature of webhooks without settings: an HMAC of the body in a header of its own, and the delivery's id in another. */
export function plan(name) {
  const [constant, label] = [camel(name), inWords(name)];
  const entry = name === constant ? name : `'${name}': ${constant}`;
  const folder = `libs/webhook-schemes/src/schemes/${name}`;
  const imports = /from '\.\/schemes\//;
  return {
    files: {
      [`${folder}/display.ts`]: `import type { SchemeDisplay } from '../../display-base.js';

export const display: SchemeDisplay = {
  label: '${label}',
  proof: 'X-${label.replaceAll(' ', '-')}-Signature',
  trigger: 'When ${label} sends a signed webhook',
  secretFrom: 'jarvis',
  secretName: 'the secret',
  setUp: 'Give the sender the address and the secret.',
  settings: [],
};
`,
      [`${folder}/scheme.ts`]: `import { randomUUID } from 'node:crypto';
import { typeOf } from '../../kit/body.js';
import { anyEqual, hmacOf } from '../../kit/compare.js';
import { badSignature, COMPARE_SECRETS, deliveryIdIn, singleHeader, VERIFIED } from '../../kit/delivery.js';
import { jsonDelivery, sampleBody } from '../../kit/sample.js';
import { newTextSecret, refuseTextSecret } from '../../kit/secret.js';
import type { Scheme } from '../../scheme.js';

const SIGNATURE = 'x-${name}-signature';
const ID = 'x-${name}-id';

/** ${label}: HMAC-SHA256 of the raw body, in hex. Source: the address of the sender's documentation. */
export const ${constant}: Scheme = {
  verify(delivery, secrets) {
    const digest = /^[0-9a-f]{64}$/i.exec(singleHeader(delivery, SIGNATURE) ?? '')?.[0];
    if (digest === undefined)
      return badSignature(\`The header \${SIGNATURE} is missing or malformed.\`, 'Set the secret at the sender.');
    const expected = secrets.map((secret) => hmacOf('sha256', secret, [delivery.body]));
    return anyEqual(expected, [Buffer.from(digest, 'hex')])
      ? VERIFIED
      : badSignature('The signature does not match the body.', COMPARE_SECRETS);
  },
  deliveryId: (delivery) => deliveryIdIn(singleHeader(delivery, ID)),
  deliveryIdPlace: \`header \${ID}\`,
  eventName: (event) => typeOf(event),
  summary: (_event, eventName) => \`\${eventName === '' ? 'delivery' : eventName} from ${label}\`,
  keptHeaders: [ID],
  sampleHeaders: ({ deliveryId }) => ({ [ID]: deliveryId }),
  sign(event, secret) {
    const body = sampleBody(event);
    return jsonDelivery(body, {
      [ID]: randomUUID(),
      [SIGNATURE]: hmacOf('sha256', secret, [body]).toString('hex'),
    });
  },
  newSecret: newTextSecret,
  refuseSecret: refuseTextSecret,
};
`,
      [`${folder}/${name}.spec.ts`]: `import { createHmac } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { schemeOf } from '../../index.js';

// What holds for every scheme is tried in schemes.spec.ts. Here belongs the example of the sender's documentation.
it('opens for what the sender signs', () => {
  const body = Buffer.from('{"type":"order.paid"}');
  const signature = createHmac('sha256', 'a secret').update(body).digest('hex');
  const verify = (value: string) =>
    schemeOf('${name}', {}).verify({ body, headers: { 'x-${name}-signature': value } }, ['a secret']).ok;
  expect([verify(signature), verify(signature.replace(/^./, 'g'))]).toEqual([true, false]);
});
`,
    },
    changes: [
      {
        path: 'libs/webhook-schemes/src/display.ts',
        edits: [
          addImport(`import { display as ${constant} } from './schemes/${name}/display.js';`, imports),
          addEntry(`, ${entry}`, { start: 'const displays = {', end: '}' }),
        ],
      },
      {
        path: 'libs/webhook-schemes/src/index.ts',
        edits: [
          addImport(`import { ${constant} } from './schemes/${name}/scheme.js';`, imports),
          addEntry(`, ${entry}`, {
            start: 'const schemes: Readonly<Record<WebhookScheme, Scheme | ((settings: unknown) => Scheme)>> = {',
            end: '}',
          }),
        ],
      },
    ],
    next: [
      `write how the sender signs (${folder}/scheme.ts) and what to do there (display.ts), with an example of its documentation in the spec`,
      'if it can be set: a settings.ts as bearer has it, a line in libs/webhook-schemes/src/settings.ts, and the fields in display.ts',
      'UPDATE_DOCS=1 npm test -- unit libs/compiler puts it into README.md and docs/definition-language.md',
      'the document of the API names it: npm run openapi -w @jarvis/api, then npm run api:generate -w @jarvis/admin',
    ],
  };
}
