/** A schedule that reads something, lets the model sum it up and mails it. */
export const dailyDigest = `format: 1
name: Morning digest
description: Every weekday, read the newest issues of a repository, sum them up and mail the summary.
trigger:
  kind: schedule
  cron: 0 9 * * MON-FRI
  timezone: Europe/Paris
  overlap: skip
  catchup: 1h
vars:
  team: team@example.com
  repository: octokit/octokit.js
steps:
  - id: fetch
    kind: action
    name: Read the newest issues
    uses: http.request
    with:
      url: https://api.github.com/repos/\${{ vars.repository }}/issues
      query: { state: open, per_page: 20 }
    retry: { attempts: 3, initial: 5s }

  - id: anything
    kind: branch
    name: Is there anything?
    cases:
      - if: size(steps.fetch.output.body) == 0
        steps:
          - id: nothing
            kind: stop
            outcome: succeeded
            message: There are no open issues; no digest was sent.

  - id: summary
    kind: model
    name: Sum them up
    prompt: |
      Sum up these issues for a busy team: what is urgent, what is new. At most 150 words of plain text.

      \${{ steps.fetch.output.body.map(issue, "#" + string(issue.number) + " " + issue.title).join("\\n") }}
    output:
      type: object
      properties:
        text: { type: string, description: The summary. }
        urgent: { type: integer, description: How many issues are urgent., minimum: 0 }
      required: [text, urgent]

  - id: send
    kind: action
    name: Mail the digest
    uses: gmail.send-email
    with:
      to: \${{ vars.team }}
      subject: 'Digest of \${{ vars.repository }}: \${{ steps.summary.output.urgent }} urgent'
      text: \${{ steps.summary.output.text }}
`;
