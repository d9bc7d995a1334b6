/** A schedule that reads something, lets the model sum it up and mails it. */
export const dailyDigest = `format: 1
name: Morning digest
description: Every weekday, read the unread mail of the last day, sum it up and mail the summary.
trigger:
  kind: schedule
  cron: 0 9 * * MON-FRI
  timezone: Europe/Paris
  overlap: skip
  catchup: 1h
vars:
  team: team@example.com
steps:
  - id: fetch
    kind: action
    name: Read the unread mail
    uses: gmail.search-emails
    with: { query: is:unread newer_than:1d, limit: 20 }
    retry: { attempts: 3, initial: 5s }

  - id: anything
    kind: branch
    name: Is there anything?
    cases:
      - if: size(steps.fetch.output.emails) == 0
        steps:
          - id: nothing
            kind: stop
            outcome: succeeded
            message: There is no unread mail; no digest was sent.

  - id: summary
    kind: model
    name: Sum them up
    prompt: |
      Sum up these mails for a busy team: what is urgent, what is new. At most 150 words of plain text.

      \${{ steps.fetch.output.emails.map(mail, mail.from + ": " + mail.subject).join("\\n") }}
    output:
      type: object
      properties:
        text: { type: string, description: The summary. }
        urgent: { type: integer, description: How many mails are urgent., minimum: 0 }
      required: [text, urgent]

  - id: send
    kind: action
    name: Mail the digest
    uses: gmail.send-email
    with:
      to: \${{ vars.team }}
      subject: 'Morning digest: \${{ steps.summary.output.urgent }} urgent'
      text: \${{ steps.summary.output.text }}
`;
