import { textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Action',
  id: 'act',
  blank: { uses: '' },
  lists: [],
  gives: { actionIn: 'uses' },
  describe(step, actionTitle) {
    const uses = textIn(step, 'uses');
    return uses === '' ? 'No action chosen yet' : (actionTitle(uses) ?? uses);
  },
};
