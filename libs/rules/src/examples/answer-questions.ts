/** For each of several mails a draft and a question to a person, and beside it a note of how many came. */
export const answerQuestions = `format: 1
name: Answer open questions
description: Every hour, draft an answer to each unread question of the last day; a person reads each before it is sent.
trigger:
  kind: schedule
  every: 1h
  overlap: skip
steps:
  - id: fetch
    kind: action
    name: Read the questions
    uses: gmail.search-emails
    with: { query: 'is:unread newer_than:1d subject:question', limit: 20 }

  - id: together
    kind: parallel
    name: Answer and count
    branches:
      - name: Answer
        steps:
          - id: questions
            kind: each
            name: Each question
            items: \${{ steps.fetch.output.emails }}
            concurrency: 5
            onItemError: continue
            steps:
              - id: draft
                kind: model
                name: Draft an answer
                prompt: |
                  Answer this mail in at most 100 words, kindly and to the point. Promise nothing.
                  From: \${{ item.from }}
                  Subject: \${{ item.subject }}
                  \${{ item.snippet }}
                output:
                  type: object
                  properties:
                    text: { type: string, minLength: 1 }
                    confidence: { type: number, minimum: 0, maximum: 1 }
                  required: [text, confidence]
              - id: review
                kind: approval
                name: Read before sending
                for: send
                message: '\${{ item.from }} asks: \${{ item.subject }}'
                confidence: \${{ steps.draft.output.confidence }}
                expiresAfter: 1d
              - id: send
                kind: action
                name: Send the answer
                uses: gmail.send-email
                with:
                  # The address in "Ada <ada@example.com>".
                  to: \${{ cel.bind(parts, item.from.split("<"), parts[size(parts) - 1].split(">")[0]) }}
                  subject: 'Re: \${{ item.subject }}'
                  text: \${{ steps.draft.output.text }}
      - name: Count
        steps:
          - id: count
            kind: action
            name: Note how many came
            uses: core.log
            with: { title: '\${{ size(steps.fetch.output.emails) }} questions came in' }

  - id: report
    kind: action
    name: Note how many were answered
    uses: core.log
    with: { title: '\${{ steps.questions.output.succeeded }} of \${{ steps.questions.output.count }} were answered' }
`;
