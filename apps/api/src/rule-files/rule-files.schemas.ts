import { z } from 'zod';
import { MAX_INT4, Problem } from '../http/shapes.js';

export const ExportQuery = z.object({
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_INT4)
    .optional()
    .meta({ description: 'a published version; the draft when it is left out' }),
});

const Fingerprint = z.string().regex(/^[0-9a-f]{64}$/);

export const RuleFileShape = z
  .object({
    fileName: z.string().meta({ description: 'from the name of the rule' }),
    text: z.string().meta({ description: 'YAML: the definition as it was typed, then what stands beside it' }),
    fingerprint: Fingerprint.meta({ description: 'another one after each change of the draft or its sample event' }),
  })
  .meta({ id: 'RuleFile' });

/** For each need, by its key, the id of what is meant here. */
const Choices = z
  .record(z.string().max(500), z.uuid())
  .refine((value) => Object.keys(value).length <= 200, 'has more than 200 entries');

const asked = {
  text: z.string().min(1).max(524_288).meta({ description: 'the text of the file' }),
  connections: Choices.default({}).meta({ description: 'ids of connections by the key of the need' }),
  rules: Choices.default({}).meta({ description: 'ids of rules by the key of the need' }),
  into: z.uuid().optional().meta({ description: 'the rule whose draft it becomes; a new rule when it is left out' }),
};
export const LookRequest = z.strictObject(asked).meta({ id: 'RuleImportLookRequest' });
export type LookRequest = z.infer<typeof LookRequest>;
export const ImportRequest = z
  .strictObject({
    ...asked,
    fingerprint: Fingerprint.optional().meta({ description: 'refuse when the rule was changed since it had this one' }),
  })
  .meta({ id: 'RuleImportRequest' });
export type ImportRequest = z.infer<typeof ImportRequest>;

const Named = z.object({ id: z.uuid(), name: z.string() });

const FileProblemShape = Problem.extend({
  line: z.int().optional().meta({ description: 'in the text of the file, from 1' }),
  column: z.int().optional(),
}).meta({ id: 'RuleFileProblem' });

const NeedShape = z
  .object({
    key: z.string(),
    kind: z.enum(['connection', 'rule']),
    platform: z.string().nullable().meta({ description: 'of a connection' }),
    named: z.string().nullable().meta({ description: 'as the file names the account or the rule' }),
    usedBy: z.array(z.string()).meta({ description: 'the actions and triggers that need it' }),
    candidates: z.array(Named),
    chosen: z.uuid().nullable().meta({ description: 'null while somebody has to choose, or to make one' }),
  })
  .meta({ id: 'RuleNeed' });

export const RuleImportLook = z
  .object({
    name: z.string(),
    note: z.string().nullable(),
    hasSampleEvent: z.boolean(),
    valid: z.boolean().meta({ description: 'it could be published as it is' }),
    needs: z.array(NeedShape),
    problems: z.array(FileProblemShape).meta({ description: 'with the choices made; errors first' }),
    sameName: z
      .array(Named.extend({ version: z.int().nullable() }))
      .meta({ description: 'rules here that are called so' }),
    into: z
      .object({ fingerprint: Fingerprint, unchanged: z.boolean().meta({ description: 'its file would be the same' }) })
      .nullable()
      .meta({ description: 'the rule that was named' }),
  })
  .meta({ id: 'RuleImportLook' });

export const RuleImported = z
  .object({
    ruleId: z.uuid(),
    name: z.string(),
    created: z.boolean(),
    fingerprint: Fingerprint,
    revision: z.int().meta({ description: 'of the draft, for publishing exactly this' }),
    valid: z.boolean(),
    problems: z.array(FileProblemShape),
  })
  .meta({ id: 'RuleImported' });
