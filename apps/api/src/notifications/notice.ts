import type { NotificationCause, NotificationChannel, NotificationEntity, NotificationType } from '@jarvis/database';
import type { EntityManager } from 'typeorm';
import type { ActionReview } from '../approvals/action-review.js';
import type { Access } from '../http/route.decorators.js';

/** Text that Jarvis did not write: an outsider's, a model's, an author's. Shown as such, never as markup. */
export interface Quote {
  /** What it is, such as `As it will appear on X`. */
  heading: string;
  fields: readonly { name: string; value: string }[];
  text?: string;
}

/** What people are told, as it is true now. */
export interface Notice {
  /** What makes telling twice impossible: one notice for each person and channel under the kind and this. */
  once: string;
  /** Not before. */
  due: Date;
  title: string;
  body: string;
  facts: readonly { name: string; value: string }[];
  quote?: Quote;
  /** What the rule's author wrote down to be done now. */
  runbook?: string;
  /** Where in the admin, and what is done there. A link only opens a page. */
  link: { path: string; label: string };
}

/** Where a kind looks things up. */
export interface NoticeSources {
  /** Of a tenant transaction. */
  manager: EntityManager;
  review: ActionReview;
  /** Of the person who is told. */
  timeZone: string;
}

/** One kind of notice: its file says whom it is for, when, and what it says. */
export interface NoticeKind {
  cause: NotificationCause;
  /** As the settings call it. */
  title: string;
  description: string;
  type: NotificationType;
  entity: NotificationEntity;
  /** Whoever may do this is told. */
  audience: Access;
  defaults: Readonly<Record<NotificationChannel, boolean>>;
  /** Asked when it happens and again before each sending. Null: there is nothing (any more) to tell. */
  describe(sources: NoticeSources, id: string): Promise<Notice | null>;
}
