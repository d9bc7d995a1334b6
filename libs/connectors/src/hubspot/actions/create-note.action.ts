import { z } from 'zod';
import { hub } from '../platform.js';
import { createRecord, RecordId } from '../records.js';

/** HubSpot's numbers of “a note belongs to a contact” and “to a deal”. */
const NOTE_TO_CONTACT = 202;
const NOTE_TO_DEAL = 214;

const Input = z
  .strictObject({
    text: z.string().min(1).max(65_536).meta({ title: 'Text' }),
    contactId: RecordId.optional().meta({ title: 'Contact', description: 'Id of the contact it is about.' }),
    dealId: RecordId.optional().meta({ title: 'Deal', description: 'Id of the deal it is about.' }),
  })
  .refine(
    ({ contactId, dealId }) => contactId !== undefined || dealId !== undefined,
    'A note needs a contact or a deal.',
  );
const Output = z.object({ id: z.string(), createdAt: z.string() });

/** Writes a note to a contact or a deal. `POST /crm/v3/objects/notes`, scope crm.objects.contacts.write. Two of the same text are two notes. */
export const createNoteAction = hub.defineAction({
  id: 'create-note',
  title: 'Write a note',
  description: 'Adds a note to the record of a contact or a deal.',
  input: Input,
  output: Output,
  effect: 'write',
  idempotency: 'none',
  risk: 'low',
  timeoutMs: 20_000,
  expectedMs: 600,
  connection: 'required',
  feed: {
    type: 'crm_update',
    action: 'created',
    title: () => 'Wrote a note in HubSpot',
    description: ({ text }) => text,
  },
  preview: ({ text, contactId, dealId }) => ({
    kind: 'record',
    title: 'Write a note in HubSpot',
    fields: [
      { name: 'Text', value: text },
      ...(contactId ? [{ name: 'Contact', value: contactId }] : []),
      ...(dealId ? [{ name: 'Deal', value: dealId }] : []),
    ],
  }),
  sample: () => ({ id: '301', createdAt: '2026-01-01T00:00:00.000Z' }),
  async run({ text, contactId, dealId }, context) {
    const { id, createdAt } = await createRecord(context, 'notes', {
      properties: { hs_note_body: text, hs_timestamp: new Date().toISOString() },
      associations: [
        ...(contactId === undefined ? [] : [{ to: contactId, typeId: NOTE_TO_CONTACT }]),
        ...(dealId === undefined ? [] : [{ to: dealId, typeId: NOTE_TO_DEAL }]),
      ],
    });
    return { output: { id, createdAt: createdAt.toISOString() }, externalId: id };
  },
});
