import { ApiError } from './api.mjs';
import { hashOf } from './folder.mjs';

/**
 * Makes drafts of the files that were changed. First every file is looked at; where one is in the way, nothing is made.
 */
export async function push(api, folder, options) {
  const local = folder.read();
  const rules = new Map((await api.all('/rules')).map((rule) => [rule.id, rule]));
  const plans = [];
  for (const file of local) plans.push(await planOf(api, folder, { ...file, rules, options }));
  plans.push(...(await plansForGone(api, folder, { local, rules, options })));

  const ok = plans.every(({ did }) => did !== 'conflict' && did !== 'invalid');
  const stuck = options.publish && plans.some(({ publishes, valid }) => publishes && !valid);
  if (options['dry-run'] || !ok) return { ok: ok && !stuck, dryRun: options['dry-run'], files: plans.map(shown) };
  const files = [];
  for (const plan of inOrder(plans)) files.push(shown(await carryOut(api, folder, { plan, options })));
  return {
    ok: files.every(({ did, problems = [] }) => did !== 'failed' && !(options.publish && problems.some(isError))),
    files,
  };
}

async function planOf(api, folder, { file, text, rules, options: { force, publish } }) {
  const known = folder.rules[file];
  const rule = known && rules.get(known.id);
  const plan = { file, text, into: rule?.id };
  if (known && hashOf(text) === known.sha256) {
    if (rule === undefined) return { ...plan, did: 'kept', why: 'Its rule was deleted in Jarvis.' };
    if (!publish || !rule.hasUnpublishedChanges) return { ...plan, name: rule.name, did: 'unchanged' };
  }
  if (known && rule === undefined && !force)
    return {
      ...plan,
      did: 'conflict',
      why: 'Its rule was deleted in Jarvis. Restore it there, or --force makes a new one.',
    };
  let look;
  try {
    look = await api.post('/rules/import/look', { text, ...(plan.into && { into: plan.into }) });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500 || error.status === 401 || error.status === 403)
      throw error;
    return { ...plan, did: 'invalid', why: error.message, problems: error.details };
  }
  const found = { ...plan, ...partsOf(look), publishes: publish };
  if (look.into) {
    const isOurs = look.into.fingerprint === known.fingerprint;
    const did = look.into.unchanged ? 'unchanged' : 'updated';
    if (!isOurs && !look.into.unchanged && !force)
      return {
        ...found,
        did: 'conflict',
        why: 'It was changed in Jarvis since the last pull. Pull into another folder and bring both together, or --force replaces what is there.',
      };
    return { ...found, did, fingerprint: look.into.fingerprint };
  }
  const twin = look.sameName.find(({ id }) => !Object.values(folder.rules).some((one) => one.id === id));
  if (twin && !force)
    return {
      ...found,
      did: 'conflict',
      why: `There is a rule “${look.name}” already. Pull first, or --force makes another one.`,
    };
  return { ...found, did: 'added' };
}

const partsOf = ({ name, problems, needs, valid }) => ({
  name,
  valid,
  problems,
  needs: needs.filter(({ chosen }) => chosen === null).map(({ kind, platform, named }) => ({ kind, platform, named })),
});

async function plansForGone(api, folder, { local, rules, options: { prune, force } }) {
  const here = new Set(local.map(({ file }) => file));
  const plans = [];
  for (const [file, { id, fingerprint }] of Object.entries(folder.rules)) {
    const rule = rules.get(id);
    if (here.has(file)) continue;
    if (rule === undefined) plans.push({ file, did: 'forgotten' });
    else if (!prune)
      plans.push({ file, name: rule.name, did: 'kept', why: 'Its file is gone; --prune deletes the rule.' });
    else {
      const there = await api.get(`/rules/${id}/export`);
      if (there.fingerprint === fingerprint || force) plans.push({ file, name: rule.name, into: id, did: 'deleted' });
      else
        plans.push({
          file,
          name: rule.name,
          did: 'conflict',
          why: 'Its file is gone, and it was changed in Jarvis since the last pull.',
        });
    }
  }
  return plans;
}

/** A rule that another one calls by its name comes before it. */
function inOrder(plans) {
  const left = [...plans];
  const ordered = [];
  while (left.length > 0) {
    const names = new Set(left.filter(({ did }) => did === 'added').map(({ name }) => name));
    const waits = ({ name, needs = [] }) =>
      needs.some(({ kind, named }) => kind === 'rule' && named !== name && names.has(named));
    const next = left.find((plan) => !waits(plan)) ?? left[0];
    left.splice(left.indexOf(next), 1);
    ordered.push(next);
  }
  return ordered;
}

/** What was done is remembered at once: if the next file fails, nothing is made twice. */
async function carryOut(api, folder, { plan, options }) {
  const { file, text, into, did, fingerprint } = plan;
  if (did === 'forgotten' || did === 'deleted') {
    if (did === 'deleted') await api.remove(`/rules/${into}`);
    folder.forget(file);
    folder.save();
    return plan;
  }
  if (did === 'kept' || (did === 'unchanged' && fingerprint === undefined)) return plan;
  try {
    const made =
      did === 'unchanged'
        ? { ruleId: into, fingerprint, valid: plan.valid }
        : await api.post('/rules/import', { text, ...(into && { into, fingerprint }) });
    folder.remember(file, { id: made.ruleId, fingerprint: made.fingerprint, text });
    folder.save();
    const done = {
      ...plan,
      problems: made.problems ?? plan.problems,
      ruleId: made.ruleId,
      ...(made.valid && { needs: [] }),
    };
    if (!options.publish || !made.valid) return done;
    const { version } = await api.post(`/rules/${made.ruleId}/publish`, {
      ...(made.revision === undefined ? {} : { revision: made.revision }),
      note: options.note ?? `Pushed from ${file}`,
    });
    return { ...done, version };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status >= 500) throw error;
    return { ...plan, did: 'failed', why: error.inWords() };
  }
}

const isError = ({ severity }) => severity !== 'warning';
const shown = ({ file, name, did, why, ruleId, into, version, problems, needs }) => ({
  file,
  name,
  did,
  why,
  ruleId: ruleId ?? into,
  version,
  problems,
  needs,
});
