// DBOS as its documentation has it: a workflow whose steps give back what they got. Told what to run over IPC.
//   node dbos.mjs <url of its own database>
import { DBOS } from '@dbos-inc/dbos-sdk';

async function light(steps) {
  for (let index = 0; index < steps; index += 1) await DBOS.runStep(async () => index, { name: `Step ${index}` });
}

const workflow = DBOS.registerWorkflow(light, { name: 'light' });
DBOS.setConfig({ name: 'bench', systemDatabaseUrl: process.argv[2], runAdminServer: false, logLevel: 'error' });
await DBOS.launch();
process.on('message', async ({ id, steps }) => {
  const handle = await DBOS.startWorkflow(workflow)(steps);
  await handle.getResult();
  process.send({ id });
});
process.on('disconnect', () => void DBOS.shutdown().finally(() => process.exit()));
process.send({ ready: true });
