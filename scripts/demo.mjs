#!/usr/bin/env node
/**
 * Drives the main job from a terminal: `npm run demo` (approve in the admin) or `npm run demo -- --approve`.
 * Needs a running `npm start`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, styleText } from 'node:util';
import { closedIssueEvent, deliver } from './lib/github-delivery.mjs';

const usage = `npm run demo -- [--approve | --reject] [--title "An issue's title"]
Sends a signed GitHub delivery to the seeded rule and follows the run. Without a flag it waits for you to decide in the admin.`;
const options = readOptions();
if (options.help) {
  console.log(usage);
  process.exit(0);
}

const repository = fileURLToPath(new URL('..', import.meta.url));
const home = process.env.JARVIS_HOME ?? join(repository, '.jarvis');
const endpoints = readEndpoints(join(home, 'run', 'endpoints.json'));
const began = performance.now();

let token = await signIn();

const event = closedIssueEvent({ title: options.title });
const response = await deliver({ ...endpoints.webhook, event });
const receipt = await response.json();
if (response.status !== 202)
  fail(`The webhook answered ${response.status}: ${receipt.error?.message ?? 'no reason given'}`);
say('delivery', `issues.closed “${event.issue.title}” accepted (202), delivery ${receipt.data.deliveryId}`);
const { runId } = receipt.data;
say('run', `${endpoints.admin}/runs/${runId}`);

const run = await follow(runId);
report(run);
process.exit(run.status === 'succeeded' || (options.reject && run.status === 'rejected') ? 0 : 1);

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        approve: { type: 'boolean', default: false },
        reject: { type: 'boolean', default: false },
        title: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!values.approve || !values.reject) return values;
    fail(`Choose one of --approve and --reject.\n${usage}`);
  } catch (error) {
    fail(`${error.message}\n${usage}`);
  }
}

/** Prints every change of a step until the run has ended. */
async function follow(id) {
  const shown = new Map();
  let asked = false;
  for (;;) {
    const current = await api('GET', `/runs/${id}`);
    for (const step of current.steps) {
      if (shown.get(step.path) === step.status) continue;
      shown.set(step.path, step.status);
      say(
        step.id,
        `${paint(step.status)}${step.attempts > 1 ? `, attempt ${step.attempts}` : ''}${step.error ? `: ${step.error.message}` : ''}`,
      );
      if (step.kind === 'approval' && step.status === 'waiting' && !asked) {
        asked = true;
        await answer(step.approval);
      }
    }
    if (!['queued', 'running', 'waiting'].includes(current.status)) return current;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function answer(approval) {
  if (!options.approve && !options.reject) {
    say(
      'waiting',
      `for you: ${styleText('bold', `${endpoints.admin}/approvals/${approval.id}`)} (or run with --approve)`,
    );
    return;
  }
  const decision = options.reject ? 'rejected' : 'approved';
  await api('POST', `/approvals/${approval.id}/decision`, {
    body: { decision, note: 'Answered by npm run demo' },
  });
  say('decision', decision);
}

function report(run) {
  console.log(
    `\n${styleText('bold', 'Outcome')}  ${paint(run.status)}${run.outcomeMessage ? `: ${run.outcomeMessage}` : ''}`,
  );
  const effects = run.steps.filter((step) => step.effect).map((step) => ({ step: step.id, ...step.effect }));
  const post = effects.find((effect) => effect.platform === 'twitter');
  if (post) {
    console.log(
      `\n${styleText('bold', 'The post')}\n  ${run.steps.find((step) => step.id === post.step)?.input?.text ?? ''}\n  ${post.externalUrl ?? ''}`,
    );
  }
  console.log(`\n${styleText('bold', 'Effect ledger')}`);
  console.table(
    effects.map(({ step, action, state, attempts, externalId }) => ({
      step,
      action,
      state,
      attempts,
      'vendor id': externalId ?? '',
    })),
  );
  console.log(`${styleText('bold', 'Temporal UI')}  ${run.temporal.url}`);
}

async function signIn() {
  const { accessToken } = await api('POST', '/auth/login', { body: endpoints.account, anonymous: true });
  return accessToken;
}

async function api(method, path, { body, anonymous = false } = {}) {
  const send = () =>
    fetch(`${endpoints.api}/api/v1${path}`, {
      method,
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(anonymous ? {} : { authorization: `Bearer ${token}` }),
      },
      body: body ? JSON.stringify(body) : undefined,
    });
  let answer = await send();
  if (answer.status === 401 && !anonymous) {
    // A person may take longer than the 15 minutes an access token lives.
    token = await signIn();
    answer = await send();
  }
  const parsed = await answer.json();
  if (!answer.ok) fail(`${method} ${path} answered ${answer.status}: ${parsed.error?.message ?? 'no reason given'}`);
  return parsed.data;
}

function readEndpoints(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return fail(
      `Jarvis is not running here (${file} cannot be read). Start it with "npm start" in another terminal, then run this again.`,
    );
  }
}

function say(what, text) {
  const seconds = ((performance.now() - began) / 1000).toFixed(2).padStart(7);
  console.log(`${styleText('dim', `${seconds}s`)}  ${what.padEnd(16)} ${text}`);
}

function paint(status) {
  const colour = {
    succeeded: 'green',
    failed: 'red',
    rejected: 'yellow',
    expired: 'yellow',
    waiting: 'cyan',
    running: 'cyan',
  }[status];
  return colour ? styleText(colour, status) : status;
}

function fail(message) {
  console.error(styleText('red', message));
  process.exit(1);
}
