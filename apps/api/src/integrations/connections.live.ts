import { Connection } from '@jarvis/database';
import { In } from 'typeorm';
import type { LiveData, LiveSource } from '../live/live-source.js';

export const loadConnections: LiveSource<LiveData<'sync_status'>> = async (manager, ids) => {
  const connections = await manager.find(Connection, { where: { id: In(ids) } });
  return connections.map((connection) => {
    const { id, platform, accountName, status, health, errorMessage } = connection;
    const lastSyncAt = connection.lastSyncAt?.toISOString() ?? null;
    return { id, platform, accountName, status, health, lastSyncAt, errorMessage };
  });
};
