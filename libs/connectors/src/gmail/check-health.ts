import { z } from 'zod';
import { callGmail } from './client.js';
import { google } from './platform.js';

const Profile = z.object({ emailAddress: z.string() });

/** `GET /gmail/v1/users/me/profile`. */
export const checkHealth = google.healthOf(async (context) => {
  const reply: unknown = await callGmail(context, (users) => users.getProfile({ userId: 'me' }));
  const { emailAddress } = google.parseReply(Profile, reply, 'the profile');
  return { id: emailAddress, name: emailAddress };
});
