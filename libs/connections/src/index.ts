export { Connections, type ConnectionsOptions, type Place } from './connections.js';
export { NotOpened } from './not-opened.js';
export type { FoundClient, ShownClient } from './oauth-clients.js';
export type { OpenConnection } from './open-connection.js';
export type { Revocation } from './revoke.js';
export type { ApprovedAccount, ConnectionUse } from './use.js';
