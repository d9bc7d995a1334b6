/** A signature of the sender's own kind: the settings say what it signs and where it writes it. */
export const deployNote = `format: 1
name: Note each deployment
description: A build server of your own signs what it sends; each finished deployment becomes an entry in the feed.
trigger:
  kind: webhook
  signature: hmac
  with:
    header: X-Build-Signature
    prefix: sha256=
    timestampHeader: X-Build-Time
    signs: '{timestamp}.{body}'
    idHeader: X-Build-Delivery
    eventHeader: X-Build-Event
steps:
  - id: log
    kind: action
    name: Write it to the feed
    if: event.?status.orValue("") == "finished"
    uses: core.log
    with:
      title: 'Deployed \${{ string(event.?service.orValue("something")) }}'
      description: 'Version \${{ string(event.?version.orValue("unknown")) }}, delivery \${{ trigger.deliveryId }}.'
`;
