import type { KindOfTrigger } from '../../kind.js';
import type { PlatformTrigger } from './schema.js';

export const arm: KindOfTrigger<PlatformTrigger>['arm'] = ({ uses, connection, with: settings = {} }) => ({
  type: 'source',
  uses,
  connection,
  settings,
});
