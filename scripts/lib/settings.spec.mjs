import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { freePorts, highestPort, requireFreePorts } from './ports.mjs';
import { appEnvironment, portsFrom, urlsOf } from './settings.mjs';

const secrets = {
  postgres: 'p',
  jarvis_owner: 'o',
  jarvis_app: 'a/b',
  jarvis_system: 's',
  encryptionKeys: 'dev1:x',
  jwtSecret: 'j',
  devPassword: 'd',
};

describe('portsFrom', () => {
  it('has defaults and takes the environment', () => {
    expect(portsFrom({ API_PORT: '4100', ADMIN_PORT: ' ' })).toMatchObject({ api: 4100, admin: 3000, temporal: 7233 });
  });

  it('names everything wrong at once: no number, too high for Temporal, used twice', () => {
    const words = /TEMPORAL_PORT=40000 .*32767[\s\S]*API_PORT=x [\s\S]*ADMIN_PORT and WORKER_HEALTH_PORT are both 5000/;
    const environment = {
      API_PORT: 'x',
      TEMPORAL_PORT: '40000',
      WORKER_HEALTH_PORT: '5000',
      ADMIN_PORT: '5000',
    };
    expect(() => portsFrom(environment)).toThrow(words);
  });
});

describe('ports that no browser opens', () => {
  it.each(['6000', '6566', '6665', '6669', '6697', '10080', '4045', '4190', '5060', '5061', '3659', '2049', '22'])(
    'are refused: %s',
    (port) => {
      expect(() => portsFrom({ API_PORT: port })).toThrow(
        new RegExp(`API_PORT=${port} cannot be used for API: browsers refuse to open port ${port}.*such as 4000`),
      );
    },
  );

  it('are those that fetch refuses, and no others', async () => {
    for (const port of [1720, 2049, 6000, 6679, 10080]) {
      await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ cause: { message: 'bad port' } });
    }
    expect(portsFrom({ API_PORT: '6001', SANDBOX_PORT: '6670' })).toMatchObject({ api: 6001, sandbox: 6670 });
  });

  it('are fine where nothing speaks HTTP', () => {
    expect(portsFrom({ POSTGRES_PORT: '6000', TEMPORAL_PORT: '6566' })).toMatchObject({
      postgres: 6000,
      temporal: 6566,
    });
  });
});

describe('requireFreePorts', () => {
  it('says which port, what for, by whom and which variable', async () => {
    const [port] = await freePorts(1);
    expect(port).toBeLessThanOrEqual(highestPort);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    await expect(requireFreePorts({ API_PORT: { port, what: 'API' } })).rejects.toThrow(
      new RegExp(`Port ${port} \\(API\\) is taken.*API_PORT=<port>`),
    );
    server.close();
  });
});

describe('appEnvironment', () => {
  const ports = portsFrom({});
  const base = { home: '/h', ports, urls: urlsOf(ports), secrets, temporal: { address: '127.0.0.1:7233' } };

  it('points the apps at this instance, whatever the person’s environment says', () => {
    const environment = { DATABASE_URL: 'postgresql://somebody@else/where', ANTHROPIC_API_KEY: 'k' };
    expect(appEnvironment({ ...base, environment })).toMatchObject({
      DATABASE_URL: 'postgresql://jarvis_app:a%2Fb@127.0.0.1:5433/jarvis',
      ANTHROPIC_API_KEY: 'k',
      JARVIS_MODE: 'embedded',
      SANDBOX_URL: 'http://127.0.0.1:4010',
      JARVIS_SMTP_URL: 'smtp://127.0.0.1:4025',
      JWT_SECRET: 'j',
    });
  });

  it('prefers keys and the mail server the person gives', () => {
    const environment = {
      JWT_SECRET: 'mine',
      JARVIS_DEV_PASSWORD: 'also mine',
      JARVIS_SMTP_URL: 'smtps://mail.example.org',
    };
    expect(appEnvironment({ ...base, environment })).toMatchObject(environment);
  });
});
