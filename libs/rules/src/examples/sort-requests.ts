/** A branch by the values of one expression, a computation in code, and a title by which the runs are told apart. */
export const sortRequests = `format: 1
name: Sort incoming requests
description: Each request gets a score; urgent ones are mailed to whoever is on call, the others are noted.
title: '\${{ string(event.?subject.orValue("A request")) }}, from \${{ string(event.?from.orValue("somebody")) }}'
tags: [support]
runbook: |
  Nobody was told of this request. Read its event, answer by hand, then run it again.
trigger:
  kind: webhook
  signature: standard-webhooks
vars:
  onCall: oncall@example.com
steps:
  - id: score
    kind: code
    name: Work out how urgent it is
    with:
      subject: \${{ string(event.?subject.orValue("")) }}
      text: \${{ string(event.?text.orValue("")) }}
      plan: \${{ string(event.?plan.orValue("free")) }}
    code: |
      const words = ['down', 'outage', 'cannot pay', 'data loss', 'security'];
      const found = words.filter((word) => (subject + ' ' + text).toLowerCase().includes(word));
      const points = found.length * 2 + (plan === 'business' ? 1 : 0);
      return { points, found, level: points >= 3 ? 'urgent' : points > 0 ? 'normal' : 'low' };
    output:
      type: object
      properties:
        points: { type: integer }
        found: { type: array, items: { type: string } }
        level: { type: string, enum: [urgent, normal, low] }
      required: [points, found, level]

  - id: route
    kind: branch
    name: Whom does it concern?
    on: steps.score.output.level
    cases:
      - is: urgent
        steps:
          - id: review
            kind: approval
            name: Read before it goes out
            for: call
            message: 'Found: \${{ steps.score.output.found.join(", ") }}'
            expiresAfter: 1h
          - id: call
            kind: action
            name: Mail whoever is on call
            uses: gmail.send-email
            with:
              to: \${{ vars.onCall }}
              subject: 'Urgent: \${{ string(event.?subject.orValue("a request")) }}'
              text: \${{ string(event.?text.orValue("")) }}
      - is: [normal, low]
        steps:
          - id: note
            kind: action
            name: Note it
            uses: core.log
            with:
              title: 'A \${{ steps.score.output.level }} request: \${{ string(event.?subject.orValue("")) }}'
`;
