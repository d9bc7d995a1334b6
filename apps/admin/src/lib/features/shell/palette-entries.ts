import { itemWords } from '@jarvis/steps/display';
import { goto } from '$app/navigation';
import Bell from '~icons/lucide/bell';
import LogOut from '~icons/lucide/log-out';
import Moon from '~icons/lucide/moon';
import Play from '~icons/lucide/play';
import Plus from '~icons/lucide/plus';
import RadioTower from '~icons/lucide/radio-tower';
import RotateCcw from '~icons/lucide/rotate-ccw';
import Sun from '~icons/lucide/sun';
import UserRoundCheck from '~icons/lucide/user-round-check';
import Workflow from '~icons/lucide/workflow';
import type { ApprovalSummary, RuleSummary, RunSummary } from '#lib/api/types.ts';
import { titleOf } from '#lib/features/runs/index.ts';
import { setTheme } from '#lib/state/theme.ts';
import { PLACES, SETTINGS } from './navigation.ts';
import type { Findable } from './palette-rank.ts';
import { signOut } from './session-actions.ts';

export interface Entry extends Findable {
  id: string;
  icon: typeof Plus;
  /** At the right: the keys that do the same, or what it belongs to. */
  hint?: string;
  act: () => void;
}

const to = (href: string) => () => void goto(href);

const pages: readonly Entry[] = [
  ...[...PLACES, SETTINGS].map((place) => ({
    id: place.href,
    kind: 'page' as const,
    title: place.label,
    icon: place.icon,
    hint: `G ${place.key.toUpperCase()}`,
    act: to(place.href),
  })),
  { id: '/events', kind: 'page', title: 'Events', icon: RadioTower, act: to('/events') },
  { id: '/notifications', kind: 'page', title: 'Notifications', icon: Bell, act: to('/notifications') },
];

const action = (title: string, icon: Entry['icon'], act: () => void, words = ''): Entry => ({
  id: title,
  kind: 'action',
  title,
  icon,
  act,
  words,
});

const always: readonly Entry[] = [
  action('Light theme', Sun, () => setTheme('light')),
  action('Dark theme', Moon, () => setTheme('dark')),
  action('Sign out', LogOut, signOut, 'log out'),
];

const runName = (run: RunSummary) => `${run.name}, ${titleOf(run)}`;

interface Known {
  rules: readonly RuleSummary[];
  approvals: readonly ApprovalSummary[];
  /** Ended runs that may be run again from here. */
  repeatable: readonly RunSummary[];
  mayOperate: boolean;
}

/** What the palette leads to, in the order it is shown before anything is typed. Nobody sees what he may not do. */
export function entriesOf({ rules, approvals, repeatable, mayOperate }: Known): Entry[] {
  const names = Map.groupBy(rules, ({ name }) => name);
  /** Tells rules of the same name apart; nothing where the name does. */
  const own = ({ id, name }: RuleSummary) => ((names.get(name)?.length ?? 0) > 1 ? [id.slice(-8)] : []);
  return [
    ...pages,
    ...approvals.map((approval): Entry => {
      const words = [itemWords(approval.iteration), approval.ruleName ?? '', approval.runTitle ?? '']
        .filter(Boolean)
        .join(' · ');
      return {
        id: approval.id,
        kind: 'approval',
        title: approval.title,
        icon: UserRoundCheck,
        act: to(`/approvals/${approval.id}`),
        words,
        thing: approval.id,
        ...(words === '' ? {} : { hint: words }),
      };
    }),
    ...rules.map((rule): Entry => ({
      id: rule.id,
      kind: 'rule',
      title: rule.name,
      icon: Workflow,
      act: to(`/rules/${rule.id}`),
      words: rule.trigger.summary,
      thing: rule.id,
      hint: [rule.trigger.summary, ...own(rule)].join(' · '),
    })),
    ...(mayOperate ? toOperate(rules, { repeatable, own }) : []),
    ...always,
  ];
}

/** Each asks on the page it leads to; nothing starts from here. */
function toOperate(
  rules: Known['rules'],
  { repeatable, own }: Pick<Known, 'repeatable'> & { own: (rule: RuleSummary) => string[] },
): Entry[] {
  return [
    ...PLACES.flatMap(({ add }) => (add ? [action(add.label, Plus, to(add.href), 'create')] : [])),
    ...repeatable.map((run) => ({
      ...action(`Run again: ${runName(run)}`, RotateCcw, to(`/runs/${run.id}?again`), 'replay retry'),
      id: `again ${run.id}`,
    })),
    ...rules
      .filter(({ version }) => version !== null)
      .map((rule) => ({
        ...action(`Run “${rule.name}” now…`, Play, to(`/rules/${rule.id}?start`), 'start'),
        id: `now ${rule.id}`,
        hint: own(rule).join(''),
      })),
  ];
}
