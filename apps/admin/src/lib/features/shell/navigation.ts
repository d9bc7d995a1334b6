import Activity from '~icons/lucide/activity';
import House from '~icons/lucide/house';
import ListTree from '~icons/lucide/list-tree';
import Plug from '~icons/lucide/plug';
import Settings from '~icons/lucide/settings';
import UserRoundCheck from '~icons/lucide/user-round-check';
import Workflow from '~icons/lucide/workflow';

export interface Place {
  href: string;
  label: string;
  icon: typeof House;
  /** Pressed after g. */
  key: string;
  /** Where something new begins, for those who may operate. */
  add?: { label: string; href: string };
}

export const PLACES: readonly Place[] = [
  { href: '/', label: 'Home', icon: House, key: 'h' },
  { href: '/rules', label: 'Rules', icon: Workflow, key: 'r', add: { label: 'New rule', href: '/rules/new' } },
  { href: '/runs', label: 'Runs', icon: ListTree, key: 'u' },
  { href: '/approvals', label: 'Approvals', icon: UserRoundCheck, key: 'a' },
  { href: '/activity', label: 'Activity', icon: Activity, key: 'y' },
  { href: '/connections', label: 'Connections', icon: Plug, key: 'c' },
];
export const SETTINGS: Place = { href: '/settings', label: 'Settings', icon: Settings, key: 's' };

export function isCurrent(href: string, pathname: string): boolean {
  return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);
}
