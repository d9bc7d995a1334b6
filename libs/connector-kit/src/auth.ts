import type { z } from 'zod';

/** No credentials: the connector's actions need no connection. */
export interface NoAuth {
  kind: 'none';
}

/** A form of keys and tokens a person pastes. Titles and descriptions come from the schema's `.meta()`. */
export interface ApiKeyAuth {
  kind: 'api-key';
  credentials: z.ZodType;
}

/**
 * OAuth 2 authorization code flow (RFC 6749, PKCE by RFC 7636).
 * `credentials` must accept at least {@link OAuth2Credentials}.
 */
export interface OAuth2Auth {
  kind: 'oauth2';
  authorizeUrl: string;
  tokenUrl: string;
  scopes: readonly string[];
  pkce: 'required' | 'supported' | 'none';
  /** How the client identifies itself at the token endpoint. */
  clientAuth: 'basic' | 'body';
  /** Further query parameters of the authorize request, such as Google's `access_type=offline`. */
  authorizeParams?: Readonly<Record<string, string>>;
  credentials: z.ZodType;
}

/** How a platform's connection proves who it is. */
export type AuthSpec = NoAuth | ApiKeyAuth | OAuth2Auth;
