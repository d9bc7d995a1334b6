import Activity from '@lucide/svelte/icons/activity';
import House from '@lucide/svelte/icons/house';
import ListTree from '@lucide/svelte/icons/list-tree';
import Plug from '@lucide/svelte/icons/plug';
import Settings from '@lucide/svelte/icons/settings';
import UserRoundCheck from '@lucide/svelte/icons/user-round-check';
import Workflow from '@lucide/svelte/icons/workflow';

export interface Place {
  href: string;
  label: string;
  icon: typeof House;
  /** Pressed after g. */
  key: string;
}

export const PLACES: readonly Place[] = [
  { href: '/', label: 'Home', icon: House, key: 'h' },
  { href: '/rules', label: 'Rules', icon: Workflow, key: 'r' },
  { href: '/runs', label: 'Runs', icon: ListTree, key: 'u' },
  { href: '/approvals', label: 'Approvals', icon: UserRoundCheck, key: 'a' },
  { href: '/activity', label: 'Activity', icon: Activity, key: 'y' },
  { href: '/connections', label: 'Connections', icon: Plug, key: 'c' },
];
export const SETTINGS: Place = { href: '/settings', label: 'Settings', icon: Settings, key: 's' };

export function isCurrent(href: string, pathname: string): boolean {
  return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);
}
