// Bundles the workflows once, so that no worker needs webpack (nor its memory and seconds) to start.
//   node scripts/build-bundle.mjs [--from src] [--entry FILE] [--out FILE]
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { failureConverterPath, payloadConverterPath } from '@jarvis/payload-codec';
import { bundleWorkflowCode } from '@temporalio/worker';

const worker = join(import.meta.dirname, '..');

const { values } = parseArgs({
  options: {
    // `src`: for tests and for recording, which compile nothing first.
    from: { type: 'string', default: 'dist' },
    // Other workflows in place of ours: the bench's hand-written ones.
    entry: { type: 'string' },
    out: { type: 'string' },
  },
});

const fromSource = values.from === 'src';
const ignore = () => undefined;
const say = (message) => process.stderr.write(`${message}\n`);

const { code } = await bundleWorkflowCode({
  workflowsPath: values.entry ?? join(worker, values.from, 'workflows', fromSource ? 'index.ts' : 'index.js'),
  // It runs inside the bundle too: failures are encrypted like everything else.
  failureConverterPath,
  payloadConverterPath,
  logger: { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: say, error: say },
  webpackConfigHook: (config) => ({
    ...config,
    // Minified without a source map: 0.4 MB instead of 3 in every workflow thread.
    ...(fromSource ? {} : { mode: 'production', devtool: false }),
    resolve: {
      ...config.resolve,
      ...(fromSource ? { conditionNames: ['jarvis:source', '...'] } : {}),
    },
  }),
});

// The SDK refuses a bundle without an inlined source map; an empty one says "no original lines".
const emptyMap = Buffer.from(
  JSON.stringify({ version: 3, file: 'workflow-bundle.js', sources: [], names: [], mappings: '' }),
).toString('base64');
// The SDK takes the stack trace of every promise, for the call stack in Temporal UI. Without a source map that says
// nothing about a plan and costs an eighth of a fused step (docs/performance.md), so there are no frames to take.
const noTraces = 'Error.stackTraceLimit = 0;';
const mapped = fromSource
  ? code
  : `${noTraces}${code}\n//# sourceMappingURL=data:application/json;base64,${emptyMap}\n`;

const out = values.out ?? join(worker, 'dist', 'workflow-bundle.js');
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, mapped);
say(`workflow bundle: ${Math.round(code.length / 1024)} kB`);
