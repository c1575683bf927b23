"""When Solr shows what was indexed: at once, or once for many datasets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ckan.lib.search.common import make_connection

from ckanext.city import config


@contextmanager
def at_the_end() -> Iterator[None]:
    """Show in searches only at the end what is indexed or removed meanwhile.

    A commit costs Solr a tenth of a second, as much as the rest of a dataset's writing. Of a
    process that is killed, what it wrote shows with the next commit of any other.
    """
    with config.index_not_committed():
        try:
            yield
        finally:
            make_connection().commit()
