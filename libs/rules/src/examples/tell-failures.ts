/** Started by Jarvis itself: what fails in any rule reaches people by mail. */
export const tellFailures = `format: 1
name: Mail what fails
description: When any other run fails, the team gets a mail that says which, and why.
trigger:
  kind: event
  name: run.failed
steps:
  - id: itself
    kind: branch
    name: Is it this rule's own run?
    cases:
      - if: event.rule.?id.orValue("") == rule.id
        steps:
          - id: ownRun
            kind: stop
            outcome: succeeded
            message: A failure of this rule itself is not mailed.

  - id: review
    kind: approval
    name: Read before sending
    for: tell

  - id: tell
    kind: action
    name: Tell the team
    uses: gmail.send-email
    with:
      to: team@example.com
      subject: 'Failed: \${{ string(event.run.?name.orValue("a run")) }}'
      text: \${{ string(event.?message.orValue("It failed without a message.")) }}
`;
