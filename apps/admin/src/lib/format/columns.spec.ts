import { describe, expect, it } from '@jest/globals';
import { chosenColumns, withColumns, type Column } from './columns.js';

const columns: Column[] = [
  { id: 'status', label: 'Status', width: '1fr' },
  { id: 'took', label: 'Took', width: '1fr' },
  { id: 'id', label: 'Run id', width: '1fr', extra: true },
];

describe('the columns of a list', () => {
  it('are all but the extra ones until somebody chooses', () => {
    expect(chosenColumns(columns, 'runs', undefined)).toEqual(['status', 'took']);
    expect(chosenColumns(columns, 'runs', 'rules=success')).toEqual(['status', 'took']);
  });

  it('keep the order of the list, whatever the cookie says, and may be none', () => {
    expect(chosenColumns(columns, 'runs', 'runs=id.status.gone')).toEqual(['status', 'id']);
    expect(chosenColumns(columns, 'runs', 'runs=')).toEqual([]);
  });

  it('are remembered for each list by itself', () => {
    const cookie = withColumns('rules=success', 'runs', ['took', 'id']);
    expect(chosenColumns(columns, 'runs', cookie)).toEqual(['took', 'id']);
    expect(new URLSearchParams(cookie).get('rules')).toBe('success');
    expect(withColumns(cookie, 'runs', null)).toBe('rules=success');
  });

  it('include those that are always there', () => {
    const withStatus = columns.map((column) => ({ ...column, always: column.id === 'status' }));
    expect(chosenColumns(withStatus, 'runs', 'runs=took')).toEqual(['status', 'took']);
    expect(chosenColumns(withStatus, 'runs', 'runs=')).toEqual(['status']);
  });
});
