import { OAuth2Credentials, platform } from '@jarvis/connector-kit';
import { z } from 'zod';
import { PrivateApp } from './auth.js';

/** Whichever way the account was connected, a bearer token opens it. */
const Credentials = z.union([
  OAuth2Credentials.transform(({ accessToken }) => accessToken),
  PrivateApp.transform(({ privateAppToken }) => privateAppToken),
]);

export const hub = platform('hubspot', { title: 'HubSpot', credentials: Credentials });
