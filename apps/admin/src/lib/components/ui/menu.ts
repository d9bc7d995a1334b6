import type { Component } from 'svelte';

export interface MenuItem {
  label: string;
  /** A component, or the path of an icon that is data. */
  icon?: Component<{ class?: string }> | string;
  href?: string;
  danger?: boolean;
  /** The one that holds now, of several that exclude each other. */
  checked?: boolean;
  /** Goes on and off by itself; the menu stays open for the next. */
  ticked?: boolean;
  onSelect?: () => void;
}
