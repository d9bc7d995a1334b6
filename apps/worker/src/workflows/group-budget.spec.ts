import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { GroupBudget } from './group-budget.js';

describe('GroupBudget', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is spent by steps', () => {
    const budget = new GroupBudget();
    for (let step = 0; step < 99; step += 1) budget.spend(null);
    expect(budget.isSpent).toBe(false);
    budget.spend(null);
    expect(budget.isSpent).toBe(true);
  });

  it('is spent by size', () => {
    const budget = new GroupBudget();
    budget.spend('x'.repeat(2 * 1024 * 1024));
    expect(budget.isSpent).toBe(true);
  });

  it('is spent by time, and whole again in a new task', () => {
    const budget = new GroupBudget();
    jest.advanceTimersByTime(2000);
    expect(budget.isSpent).toBe(true);
    budget.reset();
    expect(budget.isSpent).toBe(false);
  });
});
