import { textIn, type StepDisplay } from '../../display-base.js';

export const display: StepDisplay = {
  label: 'Action',
  icon: 'M15.914 4a1.5 1.5 0 0 0-2.474-1.561l-9 9A1.5 1.5 0 0 0 5.5 14h4.002a.5.5 0 0 1 .471.666L8.086 20a1.5 1.5 0 0 0 2.475 1.56l9-9A1.5 1.5 0 0 0 18.5 10h-3.997a.5.5 0 0 1-.472-.667z',
  id: 'act',
  blank: { uses: '' },
  lists: [],
  gives: { actionIn: 'uses' },
  describe(step, actionTitle) {
    const uses = textIn(step, 'uses');
    return uses === '' ? 'No action chosen yet' : (actionTitle(uses) ?? uses);
  },
};
