#!/bin/sh
# Prepare the site, then run what is asked: `make run` and the image's web and worker use this script.
# The variables are documented in docs/administrator.md and in docker/compose.yaml.
set -eu

: "${CKAN_INI:=/srv/city/ckan.ini}"
export CKAN_INI

python -m ckanext.city.site.ini "$CKAN_INI"
city-doctor --settings-only "$CKAN_INI"

# Several web containers start at once: `ckan city prepare` holds a lock in the database meanwhile.
if [ "${CITY_PREPARE:-1}" = 1 ]; then
    ckan -c "$CKAN_INI" city prepare
fi

exec "$@"
