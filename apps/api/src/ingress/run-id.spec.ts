import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { runIdOfDelivery } from './run-id.js';

it('derives one valid UUID (version 8) from where a delivery came from', () => {
  const id = runIdOfDelivery({ source: 'hook:a', deliveryId: '1' });
  expect(z.uuid().safeParse(id).success).toBe(true);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(runIdOfDelivery({ source: 'hook:a', deliveryId: '1' })).toBe(id);
  const others = [
    { source: 'hook:a', deliveryId: '2' },
    { source: 'hook:b', deliveryId: '1' },
    { source: 'hook:a\n1', deliveryId: '' },
  ].map(runIdOfDelivery);
  expect(new Set([id, ...others]).size).toBe(4);
});
