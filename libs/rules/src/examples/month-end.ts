/** A schedule written as a calendar, with days left out and one run for all times that were missed. */
export const monthEnd = `format: 1
name: Close the month
description: On the last weekday of each month, count by sender the newest invoices that came by mail, and ask for the books to be closed.
tags: [finance]
trigger:
  kind: schedule
  at: ['16:00']
  on: last weekday
  timezone: Europe/Berlin
  except: ['2026-12-31']
  missed: once
  catchup: 1d
vars:
  books: books@example.com
steps:
  - id: fetch
    kind: action
    name: Read the newest invoices of the month
    uses: gmail.search-emails
    with: { query: 'subject:invoice newer_than:31d', limit: 25 }
    retry: { attempts: 5, initial: 30s, max: 10m }
    onError:
      steps:
        - id: unread
          kind: action
          name: Note that the mailbox could not be read
          uses: core.log
          with: { title: 'The invoices could not be read: \${{ steps.fetch.error.message }}', status: failed }
      then: fail

  - id: sum
    kind: code
    name: Count them by sender
    with: { emails: '\${{ steps.fetch.output.emails }}' }
    code: |
      const counts = {};
      for (const { from } of emails) counts[from] = (counts[from] ?? 0) + 1;
      const lines = Object.entries(counts).sort(([, a], [, b]) => b - a);
      return { total: emails.length, text: lines.map(([from, count]) => count + ' from ' + from).join('\\n') };
    output:
      type: object
      properties: { total: { type: integer }, text: { type: string } }
      required: [total, text]

  - id: review
    kind: approval
    name: Read before it goes out
    for: send
    message: \${{ steps.sum.output.text }}

  - id: send
    kind: action
    name: Mail the books
    uses: gmail.send-email
    with:
      to: \${{ vars.books }}
      subject: 'Close the month: \${{ steps.sum.output.total }} invoices'
      text: \${{ steps.sum.output.text }}
`;
