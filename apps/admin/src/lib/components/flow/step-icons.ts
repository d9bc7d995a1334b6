import type { StepKind } from '@jarvis/vocabulary';
import Flag from '~icons/lucide/flag';
import GitBranch from '~icons/lucide/git-branch';
import Repeat from '~icons/lucide/repeat';
import Split from '~icons/lucide/split';
import Sparkles from '~icons/lucide/sparkles';
import Timer from '~icons/lucide/timer';
import UserRound from '~icons/lucide/user-round';
import Zap from '~icons/lucide/zap';

/** A kind of step that is missing here does not type-check. */
export const STEP_ICONS: Readonly<Record<StepKind, typeof Zap>> = {
  action: Zap,
  model: Sparkles,
  approval: UserRound,
  branch: GitBranch,
  parallel: Split,
  each: Repeat,
  wait: Timer,
  stop: Flag,
};
