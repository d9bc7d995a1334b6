// What can be said before anything is installed. No dependencies.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isTemporalAtHand } from '../../temporal/obtain.mjs';
import { isBuilt } from './build.mjs';
import { repository } from './files.mjs';
import { isInstalled } from './install.mjs';
import { lockHolder } from './lock.mjs';
import { requireFreePorts } from './ports.mjs';
import { allParts, listeningPorts, portsFrom, wantedPorts } from './settings.mjs';
import { leftoversOf } from './supervisor.mjs';
import { say } from './words.mjs';

/** Puts what `.env` sets into the environment; what is set already wins. */
export function loadDotenv() {
  const path = join(repository, '.env');
  // Node 20 has the function from its twelfth release on; an older one goes on in Node 24, which reads the file then.
  if (existsSync(path)) process.loadEnvFile?.(path);
}

/**
 * Refuses a start that must fail because of its ports, before minutes are spent on installing and building.
 * Whoever holds the state folder at the moment holds the ports as well, which the start itself says, or puts away.
 */
export async function requireUsablePorts({ home, environment }) {
  const ports = portsFrom(environment);
  if (lockHolder(join(home, 'run', 'lock')) || leftoversOf(home).length > 0) return;
  await requireFreePorts(wantedPorts(ports, listeningPorts(allParts, environment)));
}

/** Says what a first start makes, and about how long that takes on two cores. */
export function announceFirstStart(environment) {
  const temporal = !isTemporalAtHand(environment);
  const jobs = [
    temporal && 'the Temporal server: downloaded in seconds where github.com answers, else built, about 6 minutes',
    !isInstalled() && 'npm install: a minute or two, depending on the network',
    !isBuilt() && 'Jarvis itself, compiled from its sources: about half a minute',
  ].filter(Boolean);
  if (jobs.length === 0) return;
  say(
    `To be made first, once and side by side (later starts take seconds):\n${jobs.map((job) => `         - ${job}`).join('\n')}`,
  );
}
