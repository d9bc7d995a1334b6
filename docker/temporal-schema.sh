#!/bin/sh
# Creates or updates Temporal's two schemas with the server's own tool.
set -eu
export SQL_PLUGIN=postgres12_pgx SQL_HOST=postgres SQL_PORT=5432 SQL_USER=temporal
apply() {
  export SQL_DATABASE="$1"
  # Adds the table that holds the schema's version; on a database that has one it changes nothing.
  temporal-sql-tool --quiet setup-schema --version 0.0
  temporal-sql-tool update-schema --schema-name "$2"
}
apply temporal postgresql/v12/temporal
apply temporal_visibility postgresql/v12/visibility
