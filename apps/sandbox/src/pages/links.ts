/** The sandbox's own entries of the navigation. */
export const LINKS = {
  overview: { href: '/', label: 'Overview' },
  mailbox: { href: '/mailbox', label: 'Mailbox' },
} as const;
