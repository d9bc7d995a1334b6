import type { z } from 'zod';

/** A form of keys and tokens a person pastes. Titles and descriptions come from the schema's `.meta()`. */
export interface ApiKeyAuth {
  kind: 'api-key';
  credentials: z.ZodType;
}

/** One thing that is asked for, and why. */
export interface OAuth2Scope {
  /** As the vendor calls it. */
  name: string;
  /** For a person: what Jarvis does with it. */
  why: string;
}

/**
 * OAuth 2 authorization code flow (RFC 6749), always with PKCE (RFC 7636), which a vendor that knows none of it does not
 * mind. The account is read after the consent with the
 * connector's `checkHealth`. `credentials` must accept at least {@link OAuth2Credentials}.
 */
export interface OAuth2Auth {
  kind: 'oauth2';
  /** Who asks for the consent, as people call it. */
  vendor: string;
  /** How the authorization server calls itself: an answer that names another one is refused (RFC 9207). */
  issuer: string;
  authorizeUrl: string;
  tokenUrl: string;
  /** Where access is given back (RFC 7009). */
  revokeUrl: string;
  scopes: readonly OAuth2Scope[];
  /** How the client identifies itself at the token endpoint. */
  clientAuth: 'basic' | 'body';
  /**
   * Errors (RFC 6749 5.2) with which the vendor says that a code or refresh token is good for nothing any more;
   * `invalid_grant` when left out.
   */
  deadGrant?: readonly string[];
  /** Further query parameters of the authorize request, such as Google's `access_type=offline`. */
  authorizeParams?: Readonly<Record<string, string>>;
  /** Where whoever runs an installation gets a client for it. */
  registration: { url: string; words: string };
  credentials: z.ZodType;
}

/** A way in which a platform's connection proves who it is. Of several each has credentials of a form of its own. */
export type SignIn = ApiKeyAuth | OAuth2Auth;

/** How accounts are connected by their owner's consent; undefined where they are not. */
export function consentOf({ auth }: { auth: readonly SignIn[] }): OAuth2Auth | undefined {
  return auth.find((way) => way.kind === 'oauth2');
}

/** How accounts are connected by what a person pastes: keys, else tokens got elsewhere; undefined where none is needed. */
export function pastedOf({ auth }: { auth: readonly SignIn[] }): SignIn | undefined {
  return auth.find((way) => way.kind === 'api-key') ?? consentOf({ auth });
}
