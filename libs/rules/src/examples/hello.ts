/** The smallest useful rule: started by hand, it needs no connection. */
export const hello = `format: 1
name: Say hello
description: Start it by hand to see a run, its timeline and an entry in the activity feed.
trigger:
  kind: manual
steps:
  - id: greeting
    kind: action
    name: Compute the greeting
    uses: core.transform
    with:
      value: Hello, \${{ event.?name.orValue("world") }}!

  - id: log
    kind: action
    name: Write it to the feed
    uses: core.log
    with:
      title: \${{ string(steps.greeting.output.value) }}
      description: Run \${{ run.id }} of “\${{ rule.name }}” at \${{ now }}.
`;
