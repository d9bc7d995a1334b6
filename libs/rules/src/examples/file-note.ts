/** A part that several rules share: they call it with `core.run-rule` and go on. */
export const fileNote = `format: 1
name: File a note
description: Other rules call this one with a title and a text; it writes them to the feed.
trigger:
  kind: rule
steps:
  - id: note
    kind: action
    name: Write the note
    uses: core.log
    with:
      title: 'Note: \${{ string(event.?title.orValue("without a title")) }}'
      description: \${{ string(event.?text.orValue("")) }}
`;
