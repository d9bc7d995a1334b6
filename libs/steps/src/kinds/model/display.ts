import { firstLine, textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Ask the model',
  icon: 'M11.017 2.814a1 1 0 0 1 1.966 0l1.051 5.558a2 2 0 0 0 1.594 1.594l5.558 1.051a1 1 0 0 1 0 1.966l-5.558 1.051a2 2 0 0 0-1.594 1.594l-1.051 5.558a1 1 0 0 1-1.966 0l-1.051-5.558a2 2 0 0 0-1.594-1.594l-5.558-1.051a1 1 0 0 1 0-1.966l5.558-1.051a2 2 0 0 0 1.594-1.594zM20 2v4m2-2h-4M2 20a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
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
