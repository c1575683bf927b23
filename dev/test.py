"""`make test`: bring the services up, run every test, put the services back as they were."""

from __future__ import annotations

import os
import subprocess
import sys

from dev import supervise
from dev.layout import DEV, PYTHON, ROOT, unit_test_environment
from dev.run import start_services


def main(arguments: list[str]) -> int:
    """Run pytest with the services that its tests need; returns its exit status."""
    ran_before = supervise.is_running()
    start_services()
    command = [PYTHON, "-m", "pytest", "--ckan-ini", ROOT / "test.ini", *arguments]
    environment = os.environ | unit_test_environment()
    try:
        return subprocess.run(
            [str(part) for part in command], env=environment, check=False
        ).returncode
    finally:
        supervise.stop_programs(supervise.TEST_SITE)
        if not ran_before and (DEV / "supervisord.conf").exists():
            supervise.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
