import type { KindOfTrigger } from '../../kind.js';
import type { PlatformTrigger } from './schema.js';

export const describe: KindOfTrigger<PlatformTrigger>['describe'] = ({ uses, with: settings = {} }, wordsOf) =>
  wordsOf?.(uses, settings) ?? `When ${uses} happens`;
