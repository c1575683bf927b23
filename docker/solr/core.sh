#!/bin/sh
# Solr's image runs this before each start: a newer image brings its schema to the core of before.
set -eu

name="${CITY_SOLR_CORE:-ckan}"
core="${SOLR_HOME:-/var/solr/data}/$name"
mkdir -p "$core/conf"
cp "${CITY_SOLR_CONF:-/opt/city/conf}"/* "$core/conf/"
[ -f "$core/core.properties" ] || echo "name=$name" > "$core/core.properties"
