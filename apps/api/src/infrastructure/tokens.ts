/**
 * Injection tokens of what every module of the API shares; InfrastructureModule is global.
 * `CONFIG`: Config of @jarvis/config. `DATABASE`: Database of @jarvis/database. `LOGGER`: Logger of @jarvis/telemetry.
 * `CONNECTORS`: ConnectorRegistry of @jarvis/connector-kit. `CREDENTIAL_SEALER`: CredentialSealer of
 * @jarvis/payload-codec. `CONNECTIONS`: Connections of @jarvis/connections. `TemporalGateway` is injected by its class.
 */
export const CONFIG = Symbol('CONFIG');
export const DATABASE = Symbol('DATABASE');
export const LOGGER = Symbol('LOGGER');
export const CONNECTORS = Symbol('CONNECTORS');
export const CREDENTIAL_SEALER = Symbol('CREDENTIAL_SEALER');
export const CONNECTIONS = Symbol('CONNECTIONS');
