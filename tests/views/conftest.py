"""The small town of the site's tests is the views' too."""

from __future__ import annotations

from tests.site.conftest import *  # noqa: F403 - fixtures
