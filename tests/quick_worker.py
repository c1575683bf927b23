"""A jobs worker that loads CKAN once, for tests with many files and no interest in workers.

CKAN's own loads it anew for each job, some seconds of two cores. The jobs are the same.
"""

from __future__ import annotations

from typing import Any

from rq import SimpleWorker

from ckan import model
from ckan.lib import jobs

from ckanext.city.site.wsgi import application


class QuickWorker(SimpleWorker):  # type: ignore[misc]
    """Runs each job in this process."""

    def perform_job(self, *arguments: Any) -> bool:
        """Run one job with a session of its own."""
        try:
            return bool(super().perform_job(*arguments))
        finally:
            model.Session.remove()


if __name__ == "__main__":
    with application._wsgi_app.test_request_context():
        QuickWorker([jobs.get_queue(jobs.DEFAULT_QUEUE_NAME)]).work(with_scheduler=True)
