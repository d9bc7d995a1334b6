#!/bin/sh
# Tells the other members of the cluster (here only itself) the address this container has.
set -eu
TEMPORAL_BROADCAST_ADDRESS="$(hostname -i | awk '{ print $1 }')"
export TEMPORAL_BROADCAST_ADDRESS
exec temporal-server --config-file /etc/jarvis/server.yaml --allow-no-auth start
