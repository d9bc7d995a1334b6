import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { GroupBudget } from './group-budget.js';

const done = { status: 'done', tookMs: 1 };

describe('GroupBudget', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is spent by steps', () => {
    const budget = new GroupBudget();
    for (let step = 0; step < 99; step += 1) budget.spend(done);
    expect(budget.isSpent).toBe(false);
    budget.spend(done);
    expect(budget.isSpent).toBe(true);
  });

  it('is spent by size', () => {
    const budget = new GroupBudget();
    budget.spend({ ...done, status: 'x'.repeat(2 * 1024 * 1024) });
    expect(budget.isSpent).toBe(true);
  });

  it('is spent by the time that the steps say they took, and whole again in a new task', () => {
    const budget = new GroupBudget();
    budget.spend({ status: 'done', tookMs: 1500 });
    budget.spend({ status: 'done', tookMs: 500 });
    expect(budget.isSpent).toBe(true);
    budget.reset();
    expect(budget.isSpent).toBe(false);
  });

  it('does not look at the clock, which says something else at a replay', () => {
    const budget = new GroupBudget();
    jest.advanceTimersByTime(10_000);
    expect(budget.isSpent).toBe(false);
    budget.spend(done);
    jest.advanceTimersByTime(10_000);
    expect(budget.isSpent).toBe(false);
  });

  it('of a history of before, whose steps do not say how long they took, goes by the clock as it did', () => {
    const budget = new GroupBudget();
    budget.spend({ status: 'done' });
    expect(budget.isSpent).toBe(false);
    jest.advanceTimersByTime(2000);
    expect(budget.isSpent).toBe(true);
  });
});
