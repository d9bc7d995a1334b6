import type { TriggerDisplay } from '../../display-base.js';

export const display: TriggerDisplay = { label: 'Someone starts it', short: 'By hand', blank: () => ({}), fields: [] };
