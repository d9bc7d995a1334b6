/** Standard Webhooks, a check of the data, a pause and a mail. */
export const formToMail = `format: 1
name: Answer a contact form
description: A form on the web site sends a signed webhook; spam is dropped, people get an answer, and a reviewer reads it first.
trigger:
  kind: webhook
  signature: standard-webhooks
steps:
  - id: valid
    kind: branch
    name: Is it a real message?
    cases:
      - if: '!event.?email.orValue("").matches("^[^@\\\\s]+@[^@\\\\s]+$") || event.?message.orValue("").trim() == ""'
        steps:
          - id: incomplete
            kind: stop
            outcome: failed
            message: The form was incomplete; it needs an e-mail address and a message.

  - id: answer
    kind: model
    name: Draft an answer
    system: You answer messages to a small company. Kind, short, in the language of the message. Promise nothing.
    prompt: |
      From: \${{ event.?name.orValue("unknown") }}
      Message:
      \${{ event.message.truncate(4000) }}
    output:
      type: object
      properties:
        subject: { type: string, maxLength: 120 }
        text: { type: string }
        spam: { type: boolean, description: Whether the message is advertising or a scam., examples: [false] }
        confidence: { type: number, minimum: 0, maximum: 1 }
      required: [subject, text, spam, confidence]

  - id: dropSpam
    kind: stop
    if: steps.answer.output.spam
    outcome: succeeded
    message: Dropped as spam.

  - id: review
    kind: approval
    name: Read before sending
    for: send
    message: \${{ event.message.truncate(1000) }}
    confidence: \${{ steps.answer.output.confidence }}
    expiresAfter: 2d

  - id: send
    kind: action
    name: Send the answer
    uses: gmail.send-email
    with:
      to: \${{ event.email }}
      subject: \${{ steps.answer.output.subject }}
      text: \${{ steps.answer.output.text }}
`;
