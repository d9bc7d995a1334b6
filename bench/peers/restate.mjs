// A service of Restate as its documentation has it: a handler whose steps give back what they got.
//   node restate.mjs <port>
import { createServer } from 'node:http2';
import * as restate from '@restatedev/restate-sdk';

const light = restate.service({
  name: 'light',
  handlers: {
    run: async (context, steps) => {
      for (let index = 0; index < steps; index += 1) await context.run(`Step ${index}`, () => index);
    },
  },
});
const server = createServer(restate.createEndpointHandler({ services: [light] }));
server.listen(Number(process.argv[2]), '127.0.0.1', () => process.send({ ready: true }));
process.on('disconnect', () => process.exit());
