/** A short job with an effect at a vendor that takes no idempotency key: the hardest to do exactly once. */
const definition = {
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

/** Publishes the rule by the API, as a person does. @returns {Promise<{url: string, secret: string}>} its webhook */
export async function publishRule({ api, account }) {
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
  const { id } = await call('/rules', { definition });
  return (await call(`/rules/${id}/publish`, {})).webhook;
}
