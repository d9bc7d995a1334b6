import { readFileSync } from 'node:fs';
import type { ConfigurationProblem } from './configuration-error.js';
import { remedyFor, type VariableName } from './variables.js';

/** TLS as the SDK's `Connection` and `NativeConnection` take it. */
export interface TemporalTls {
  serverNameOverride?: string;
  serverRootCACertificate?: Buffer;
  clientCertPair?: { crt: Buffer; key: Buffer };
}

/** Spread into `Connection.connect` or `NativeConnection.connect`. */
export interface TemporalConnection {
  address: string;
  tls?: TemporalTls | boolean;
  apiKey?: string;
}

export interface TemporalConnectionVariables {
  TEMPORAL_ADDRESS: string;
  TEMPORAL_API_KEY?: string | undefined;
  TEMPORAL_TLS?: boolean | undefined;
  TEMPORAL_TLS_SERVER_CA_CERT_PATH?: string | undefined;
  TEMPORAL_TLS_CLIENT_CERT_PATH?: string | undefined;
  TEMPORAL_TLS_CLIENT_KEY_PATH?: string | undefined;
  TEMPORAL_TLS_SERVER_NAME?: string | undefined;
}

const files = [
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
] as const satisfies readonly VariableName[];

/** Unreadable certificate files and half a pair, before a connection fails obscurely. */
export function checkTemporalTls(values: Partial<TemporalConnectionVariables>): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  for (const name of files) {
    const path = values[name];
    if (path === undefined) continue;
    try {
      readFileSync(path);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      problems.push({
        name,
        problem: `cannot be read (${reason})`,
        remedy: remedyFor(name),
      });
    }
  }
  const [, certificate, key] = files;
  if ((values[certificate] === undefined) !== (values[key] === undefined)) {
    const missing = values[key] === undefined ? key : certificate;
    problems.push({ name: missing, problem: 'is not set', remedy: remedyFor(missing) });
  }
  return problems;
}

/** How to reach Temporal, with TLS when a certificate, an API key or `TEMPORAL_TLS` asks for it. */
export function temporalConnection(values: TemporalConnectionVariables): TemporalConnection {
  const connection: TemporalConnection = { address: values.TEMPORAL_ADDRESS };
  if (values.TEMPORAL_API_KEY !== undefined) connection.apiKey = values.TEMPORAL_API_KEY;
  if (values.TEMPORAL_TLS === false) return connection;

  const tls: TemporalTls = {};
  if (values.TEMPORAL_TLS_SERVER_NAME !== undefined) {
    tls.serverNameOverride = values.TEMPORAL_TLS_SERVER_NAME;
  }
  if (values.TEMPORAL_TLS_SERVER_CA_CERT_PATH !== undefined) {
    tls.serverRootCACertificate = readFileSync(values.TEMPORAL_TLS_SERVER_CA_CERT_PATH);
  }
  if (values.TEMPORAL_TLS_CLIENT_CERT_PATH !== undefined && values.TEMPORAL_TLS_CLIENT_KEY_PATH !== undefined) {
    tls.clientCertPair = {
      crt: readFileSync(values.TEMPORAL_TLS_CLIENT_CERT_PATH),
      key: readFileSync(values.TEMPORAL_TLS_CLIENT_KEY_PATH),
    };
  }
  const asked = values.TEMPORAL_TLS === true || values.TEMPORAL_API_KEY !== undefined;
  if (Object.keys(tls).length > 0) connection.tls = tls;
  else if (asked) connection.tls = true;
  return connection;
}
