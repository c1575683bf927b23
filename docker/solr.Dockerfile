# Solr with the catalogue's schema: derived from CKAN's own when the image is built, never a copy.
# Build it from the top of the checkout: docker build -f docker/solr.Dockerfile .

FROM maven:3.9.9-eclipse-temurin-17 AS jars
# Polygons in the field of ckanext-spatial need JTS, which Solr does not carry.
ARG JTS_VERSION=1.20.0
RUN mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact=org.locationtech.jts:jts-core:${JTS_VERSION} -DoutputDirectory=/jars

FROM python:3.11.14-slim-bookworm AS schema
COPY . /checkout
# CKAN itself only lends its schema.xml: none of its requirements is needed.
RUN pip install --no-cache-dir -c /checkout/constraints.txt /checkout \
    && pip install --no-cache-dir -c /checkout/constraints.txt --no-deps ckan
RUN python -c "from pathlib import Path; from ckanext.city.site import solr_schema; solr_schema.write_configset(Path('/conf'))" \
    && cp /checkout/dev/solr/solrconfig.xml /conf/

FROM solr:9.10.1
USER root
COPY --from=jars /jars/ /opt/solr/server/solr-webapp/webapp/WEB-INF/lib/
COPY --from=schema /conf/ /opt/city/conf/
COPY docker/solr/core.sh /docker-entrypoint-initdb.d/core.sh
USER solr
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
    CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8983/solr/ckan/admin/ping"]
