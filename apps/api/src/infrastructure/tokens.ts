/**
 * Injection tokens of what every module of the API shares (see infrastructure.module.ts, which is global).
 * `CONFIG`: Config of @jarvis/config. `DATABASE`: Database of @jarvis/database. `LOGGER`: Logger of
 * @jarvis/telemetry. `TemporalGateway` is injected by its class.
 */
export const CONFIG = Symbol('CONFIG');
export const DATABASE = Symbol('DATABASE');
export const LOGGER = Symbol('LOGGER');
export const CONNECTORS = Symbol('CONNECTORS');
export const PAYLOAD_CODEC = Symbol('PAYLOAD_CODEC');
export const CREDENTIAL_SEALER = Symbol('CREDENTIAL_SEALER');
