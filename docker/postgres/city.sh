#!/bin/sh
# PostgreSQL's image runs this once, on an empty volume: the roles and the databases of the site.
set -eu

: "${CITY_DATABASE_PASSWORD:?}" "${CITY_DATASTORE_PASSWORD:?}"

# The passwords travel by the environment: the process list shows arguments.
psql -X -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    -v name="${CITY_DATABASE:-city}" <<'SQL'
\getenv password CITY_DATABASE_PASSWORD
\getenv reader_password CITY_DATASTORE_PASSWORD
\set reader :name _reader
\set datastore :name _datastore
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE ROLE :"reader" LOGIN PASSWORD :'reader_password';
CREATE DATABASE :"name" OWNER :"name" ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE :"datastore" OWNER :"name" ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
