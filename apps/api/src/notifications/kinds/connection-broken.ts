import { Connection } from '@jarvis/database';
import type { NoticeKind } from '../notice.js';
import { hourOf } from '../moments.js';

export const connectionBroken: NoticeKind = {
  cause: 'connection-broken',
  title: 'A connection broke',
  description: 'A platform refuses the account: rules that use it fail until it is connected again.',
  type: 'alert',
  entity: 'integration',
  audience: 'operate',
  defaults: { 'in-app': true, mail: true },
  async describe({ manager, review }, id) {
    const connection = await manager.findOneBy(Connection, { id, health: 'unhealthy' });
    if (!connection) return null;
    const platform = review.platformTitle(connection.platform);
    return {
      once: `${id}/${hourOf(new Date())}`,
      due: new Date(),
      title: `${platform} refuses ${connection.accountName}`,
      body: connection.errorMessage ?? 'Rules that use this account fail until it is connected again.',
      facts: [
        { name: 'Platform', value: platform },
        { name: 'Account', value: connection.accountName },
      ],
      link: { path: '/connections', label: 'Connect it again' },
    };
  },
};
