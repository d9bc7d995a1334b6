#!/bin/sh
# Run once by the postgres image, when its volume is empty: Temporal's role and databases. Those of
# Jarvis are made by the migration job, which can also change their passwords later.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres -v password="$TEMPORAL_DB_PASSWORD" <<'SQL'
create role temporal login password :'password';
create database temporal owner temporal;
create database temporal_visibility owner temporal;
revoke all on database temporal, temporal_visibility from public;
SQL
