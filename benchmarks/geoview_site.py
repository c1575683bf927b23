"""Stock CKAN with ckanext-geoview, which `map.py` installs beside the virtualenv, for gunicorn.

The virtualenv's namespace `ckanext` is closed before anything of ours runs: it is told of one more
folder.
"""

import os

import ckanext

ckanext.__path__.append(os.environ["CITY_BENCH_GEOVIEW"])

from ckanext.city.site.wsgi import *  # noqa: E402, F403 - the same application, with one more plugin
