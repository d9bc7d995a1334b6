// A process that works on the database in every way there is until its input closes, then says how it went.
// Compiled code: what is tested is that the process lives, so it must be one of its own.
import { createDatabase, isDatabaseUnavailable } from '@jarvis/database';
import { createLogger } from '@jarvis/telemetry';

const [url, systemUrl, observatoryId] = process.argv.slice(2);
const logger = createLogger({ name: 'load', environment: 'production' });
const result = { done: 0, lost: 0, heard: 0, resumed: 0, wrong: [] };
const database = createDatabase({
  url,
  systemUrl,
  poolSize: 3,
  onBackgroundError: (error) => logger.warn({ err: error, again: error, list: [error] }, 'in the background'),
});

let over = false;
const stopListening = await database.listen('load', {
  message: () => (result.heard += 1),
  resumed: () => (result.resumed += 1),
  failed: (error) => logger.warn({ err: error }, 'the listener broke'),
});

async function repeat(work) {
  while (!over) {
    try {
      await work();
      result.done += 1;
    } catch (error) {
      logger.error({ err: error }, 'a piece of work failed');
      if (isDatabaseUnavailable(error)) result.lost += 1;
      else result.wrong.push(`${error.name}: ${error.message}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const sleep = 'select pg_sleep(0.01)';
const work = [
  () => database.statements(observatoryId, (queryable) => queryable.query(sleep)),
  () =>
    database.tenant(observatoryId, async (manager) => {
      await manager.query(sleep);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await manager.query(sleep);
    }),
  () =>
    database.system(async (manager) => {
      await manager.query(sleep);
      await manager.query(sleep);
    }),
  () => database.systemQuery(sleep),
  () => database.ping(),
].flatMap((one) => [one, one]);

process.stdin.resume().once('end', () => (over = true));
process.stdout.write('ready\n');
await Promise.all(work.map(repeat));
await stopListening();
await database.close();
process.stdout.write(`${JSON.stringify({ result })}\n`);
