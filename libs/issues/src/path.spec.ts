import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatPath, isWithin, joinPath, parsePath, pathOfIssue, valueAt } from './path.js';

const paths = fc.array(fc.oneof(fc.nat(99), fc.string()));

describe('a path', () => {
  it('is read as it is written', () => {
    fc.assert(fc.property(paths, (path) => expect(parsePath(formatPath(path))).toEqual(path)));
    expect(formatPath(['steps', 1, 'with', 'text'])).toBe('steps[1].with.text');
    expect(formatPath(['steps', 0, 'with', 'x y'])).toBe('steps[0].with["x y"]');
    expect(formatPath([])).toBe('');
    expect(parsePath('steps[')).toBeUndefined();
  });

  it('is joined to what lies below it as if it were written in one go', () => {
    fc.assert(
      fc.property(paths, paths, (above, below) =>
        expect(joinPath(formatPath(above), below)).toBe(formatPath([...above, ...below])),
      ),
    );
  });

  it('lies in another only at the border of a name', () => {
    expect(isWithin('steps[1].with.text', 'steps[1]')).toBe(true);
    expect(isWithin('steps[1]', 'steps[1]')).toBe(true);
    expect(isWithin('steps[10]', 'steps[1]')).toBe(false);
    expect(isWithin('anything', '')).toBe(true);
  });

  it('finds what stands there, and nothing inherited', () => {
    expect(valueAt({ a: [{ b: 1 }] }, ['a', 0, 'b'])).toBe(1);
    expect(valueAt({ a: [] }, ['a', 0, 'b'])).toBeUndefined();
    expect(valueAt({}, ['constructor'])).toBeUndefined();
  });

  it('is that of an issue, whoever found it', () => {
    expect(pathOfIssue({ path: ['a', 0] })).toEqual(['a', 0]);
    expect(pathOfIssue({ path: [{ key: 'a' }, Symbol('b')] })).toEqual(['a']);
    expect(pathOfIssue({})).toEqual([]);
  });
});
