/** A job with an effect at a vendor that takes no idempotency key: the hardest to do exactly once. It goes step by step. */
const mailing = {
  format: 1,
  name: 'Tell the team',
  trigger: { kind: 'webhook', signature: 'github' },
  steps: [
    { id: 'note', kind: 'action', uses: 'core.log', with: { title: '${{ event.issue.title }}' } },
    { id: 'pause', kind: 'wait', for: '1s' },
    {
      id: 'mail',
      kind: 'action',
      uses: 'gmail.send-email',
      with: { to: ['team@example.com'], subject: '${{ event.issue.title }}', text: 'It is done.' },
      retry: { attempts: 8 },
    },
  ],
};

/** All of it is short, so many of its runs go together. */
const noting = {
  format: 1,
  name: 'Note it',
  trigger: { kind: 'webhook', signature: 'github' },
  steps: [
    { id: 'name', kind: 'action', uses: 'core.transform', with: { value: '${{ event.issue.title }}' } },
    { id: 'note', kind: 'action', uses: 'core.log', with: { title: '${{ steps.name.output.value }}' } },
  ],
};

/**
 * Publishes both rules by the API, as a person does.
 * @returns {Promise<{url: string, secret: string, leaves: 'mails' | 'notes'}[]>} their webhooks, and by what one sees that a run is done
 */
export async function publishRules({ api, account }) {
  let token;
  const call = async (path, body) => {
    const response = await fetch(`${api}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer.error)}`);
    return answer.data;
  };
  ({ accessToken: token } = await call('/auth/login', account));
  const webhooks = [];
  for (const { definition, leaves } of [
    { definition: mailing, leaves: 'mails' },
    { definition: noting, leaves: 'notes' },
  ]) {
    const { id } = await call('/rules', { definition });
    webhooks.push({ ...(await call(`/rules/${id}/publish`, {})).webhook, leaves });
  }
  return webhooks;
}
