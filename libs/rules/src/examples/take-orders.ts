/** Steps that are undone when a later one fails, for each item of a loop. */
export const takeOrders = `format: 1
name: Take an order
description: Reserves each item of an order, mails the customer, and takes the reservations back if that does not work out.
title: 'Order \${{ string(event.?number.orValue("without a number")) }}'
tags: [orders]
runbook: |
  ## An order was not taken

  1. Look under *Undone* in the run's message which reservations were taken back.
  2. Tell the customer, then run the order again.
trigger:
  kind: rule
steps:
  - id: items
    kind: each
    name: Each item
    items: \${{ event.?items.orValue([]) }}
    steps:
      - id: reserve
        kind: action
        name: Reserve it
        uses: core.log
        with: { title: 'Reserved \${{ string(item.?sku.orValue("an item")) }}' }
        compensate:
          steps:
            - id: release
              kind: action
              name: Take the reservation back
              uses: core.log
              with: { title: 'Took back \${{ string(item.?sku.orValue("an item")) }}' }

  - id: review
    kind: approval
    name: Read before it goes out
    for: confirm
    message: '\${{ string(size(event.?items.orValue([]))) }} items are reserved.'

  - id: confirm
    kind: action
    name: Mail the customer
    uses: gmail.send-email
    with:
      to: \${{ event.email }}
      subject: 'We have your order \${{ string(event.?number.orValue("")) }}'
      text: Thank you! We will tell you when it is on its way.
`;
