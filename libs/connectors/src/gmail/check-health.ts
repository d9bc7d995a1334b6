import { parseReply, type ConnectorContext, type HealthReport } from '@jarvis/connector-kit';
import { z } from 'zod';
import { callGmail } from './client.js';

const profileSchema = z.object({ emailAddress: z.string() });

/** `GET /gmail/v1/users/me/profile`. */
export async function checkHealth(context: ConnectorContext): Promise<HealthReport> {
  const reply: unknown = await callGmail(context, (users) => users.getProfile({ userId: 'me' }));
  const { emailAddress } = parseReply(profileSchema, reply, { platform: 'gmail', what: 'the profile' });
  return {
    status: 'healthy',
    message: `Connected as ${emailAddress}.`,
    account: { id: emailAddress, name: emailAddress },
  };
}
