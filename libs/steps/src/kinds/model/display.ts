import { firstLine, textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Ask the model',
  id: 'draft',
  blank: {
    prompt: '',
    output: {
      type: 'object',
      properties: { text: { type: 'string' } },
      required: ['text'],
      additionalProperties: false,
    },
  },
  lists: [],
  gives: { schemaIn: 'output' },
  describe: (step) => firstLine(textIn(step, 'prompt')) || 'No prompt yet',
};
