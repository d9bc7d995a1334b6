import { readdirSync, readFileSync } from 'node:fs';
import { round } from './statistics.mjs';

/** Proportional set size in kB: shared pages count by the share of each process, so that sums are true (Linux only). */
function pssOf(pid) {
  try {
    const line = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return line ? Number(line[1]) : 0;
  } catch {
    return 0;
  }
}

/** A process and everything it started (PostgreSQL has a process for each connection). */
function family(pid) {
  const children = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const parent = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').pop().split(' ')[1];
      children.set(parent, [...(children.get(parent) ?? []), name]);
    } catch {
      // It has just ended.
    }
  }
  const collect = (id) => [id, ...(children.get(id) ?? []).flatMap(collect)];
  return collect(String(pid));
}

/** MB of each named process, and of all together. Undefined where there is no /proc. */
export function measureMemory(pids) {
  if (process.platform !== 'linux') return undefined;
  const megabytes = Object.fromEntries(
    Object.entries(pids).map(([name, pid]) => [
      name,
      round(family(pid).reduce((sum, id) => sum + pssOf(id), 0) / 1024),
    ]),
  );
  const total = round(Object.values(megabytes).reduce((sum, value) => sum + value, 0));
  return { megabytes, total };
}
