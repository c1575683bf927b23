#!/bin/sh
# Solr's image runs this before each start: a newer image brings its schema to the core of before.
set -eu

core="${SOLR_HOME:-/var/solr/data}/ckan"
mkdir -p "$core/conf"
cp "${CITY_SOLR_CONF:-/opt/city/conf}"/* "$core/conf/"
[ -f "$core/core.properties" ] || echo "name=ckan" > "$core/core.properties"
