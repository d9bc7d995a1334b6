/** The seeded rule: a closed issue becomes a post, after a person has agreed. */
export const announceCompletedIssues = `format: 1
name: Announce completed issues
description: When an issue is closed as completed, draft a post, ask a reviewer, publish it on X and tell the team.
trigger:
  kind: webhook
  signature: github
vars:
  team: team@example.com
  product: Jarvis
steps:
  - id: relevant
    kind: branch
    name: Is it worth announcing?
    cases:
      - if: event.?action.orValue("") != "closed" || event.?issue.?state_reason.orValue("") != "completed"
        steps:
          - id: notCompleted
            kind: stop
            name: Not completed
            outcome: succeeded
            message: Nothing to announce; no issue was closed as completed.
      - if: event.?issue.?labels.orValue([]).exists(label, label.name == "internal")
        steps:
          - id: isInternal
            kind: stop
            name: Internal
            outcome: succeeded
            message: 'Nothing to announce; issue #\${{ event.issue.number }} is labelled “internal”.'

  - id: draft
    kind: model
    name: Draft the post
    system: You write short, friendly release notes for the users of a product. Plain words, no hashtags, no exaggeration.
    prompt: |
      Write a post for X that announces this finished work on \${{ vars.product }}.
      At most 280 characters, the link included. Do not invent anything that is not in the issue.

      Repository: \${{ event.repository.full_name }}
      Issue #\${{ event.issue.number }}: \${{ event.issue.title }}
      Link: \${{ event.issue.html_url }}

      \${{ (event.?issue.?body.orValue(null) == null ? "" : event.issue.body).truncate(4000) }}
    output:
      type: object
      properties:
        text:
          type: string
          description: The post, at most 280 characters.
          minLength: 1
          maxLength: 280
        reasoning:
          type: string
          description: Why this is worth announcing and what the post stresses, in one or two sentences.
        confidence:
          type: number
          description: How sure you are that the post is right and fit to publish, from 0 to 1.
          minimum: 0
          maximum: 1
      required: [text, reasoning, confidence]
      additionalProperties: false
    maxTokens: 1024

  - id: approve
    kind: approval
    name: Ask a reviewer
    for: publish
    title: 'Publish a post about “\${{ event.issue.title.truncate(80) }}”'
    message: 'Issue #\${{ event.issue.number }} of \${{ event.repository.full_name }} was closed as completed. The post is published exactly as you approve it.'
    reasoning: \${{ steps.draft.output.reasoning }}
    confidence: \${{ steps.draft.output.confidence }}
    expiresAfter: 24h
    onRejected:
      - id: logRejected
        kind: action
        name: Note the rejection
        uses: core.log
        with:
          title: 'Post about issue #\${{ event.issue.number }} rejected'
          description: '\${{ steps.approve.output.note == "" ? "No reason was given." : steps.approve.output.note }}'
          status: failed
    onExpired:
      - id: logExpired
        kind: action
        name: Note the expiry
        uses: core.log
        with:
          title: 'Post about issue #\${{ event.issue.number }} expired'
          description: Nobody answered within 24 hours, so nothing was published.
          status: failed

  - id: publish
    kind: action
    name: Publish on X
    uses: twitter.create-post
    with:
      text: \${{ steps.draft.output.text }}

  - id: tell
    kind: action
    name: Tell the team
    uses: gmail.send-email
    with:
      to: \${{ vars.team }}
      subject: 'Published: \${{ event.issue.title.truncate(120) }}'
      text: |
        We announced issue #\${{ event.issue.number }} on X.

        \${{ steps.publish.output.text }}

        Post: \${{ steps.publish.output.url }}
        Issue: \${{ event.issue.html_url }}

  - id: log
    kind: action
    name: Write it down
    uses: core.log
    with:
      title: 'Announced issue #\${{ event.issue.number }}'
      description: \${{ steps.publish.output.url }}
`;
