/** Stripe: the name of its event decides, and a mail goes out after somebody has read it. */
export const paidInvoice = `format: 1
name: Thank for a paid invoice
description: When Stripe reports a paid invoice, the customer gets a short mail, read by a person before it goes out.
trigger:
  kind: webhook
  signature: stripe
steps:
  - id: relevant
    kind: branch
    name: Was an invoice paid?
    cases:
      - if: trigger.eventName != "invoice.paid" || event.?data.?object.?customer_email.orValue("") == ""
        steps:
          - id: otherEvent
            kind: stop
            outcome: succeeded
            message: 'Nothing to do for “\${{ trigger.eventName }}”.'

  - id: review
    kind: approval
    name: Read before sending
    for: send
    message: 'Invoice \${{ string(event.data.object.?number.orValue("without a number")) }}'

  - id: send
    kind: action
    name: Send the mail
    uses: gmail.send-email
    with:
      to: \${{ event.data.object.customer_email }}
      subject: Thank you for your payment
      text: 'We have received your payment for invoice \${{ string(event.data.object.?number.orValue("")) }}. Thank you!'
`;
