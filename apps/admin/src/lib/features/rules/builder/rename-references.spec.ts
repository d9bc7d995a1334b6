import { expect, it } from '@jest/globals';
import { renameReferences } from './rename-references.js';

it('renameReferences follows a step in expressions and approvals, and nowhere else', () => {
  const rule = (id: string) => `steps:
  - id: ${id}
    kind: model
    prompt: Not steps.draft, but \${{ event.steps.draft }}
  - id: ask
    kind: approval
    for: ${id}
    title: About \${{ steps.${id}.output.text }} # steps.draft
  - id: drafts
    kind: wait
    for: draft
    if: steps.${id}.ok && steps.drafts.ok
  - id: tell
    with:
      lines: [ 'a \${{ size(steps.${id}.output) }}' ]
`;
  expect(renameReferences(rule('draft').replace('id: draft\n', 'id: post\n'), 'draft', 'post')).toBe(rule('post'));
});

it('renameReferences follows a step in the list of a loop', () =>
  expect(renameReferences('steps:\n  - kind: each\n    items: steps.say.output.list\n', 'say', 'tell')).toContain(
    'items: steps.tell.output.list',
  ));
