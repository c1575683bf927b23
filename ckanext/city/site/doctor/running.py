"""Checks of the running site: its jobs worker, the proxy before it, its mail server."""

from __future__ import annotations

import contextlib
import http.client
import smtplib
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackagePath, distribution
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from rq import Worker
from rq.job import Job
from rq.registry import FailedJobRegistry

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import jobs
from ckan.lib.redis import connect_to_redis

from ckanext.city import config
from ckanext.city.site import proxy
from ckanext.city.site.content_policy import INLINE_SCRIPT
from ckanext.city.site.doctor.findings import Check, Found, Site, reason

JOB_SECONDS = 20
#: What a worker keeps loaded from its start on.
PACKAGES = ("ckan", "ckanext-city")
PAGE_SECONDS = 5
LIVE = "/city/health/live"
FIRST_LICENSE = "lov2"
# A form's boundaries and fields come on top of the file itself.
FORM_BYTES = 1 << 20
REDIRECTS = range(300, 400)
#: Views that show pages of other sites in ours.
FRAMING = frozenset({"webpage_view"})


def check_licenses(_site: Site) -> Iterator[Found]:
    """Look whether the site's list of licences is ours."""
    ids = [each.id for each in model.Package.get_license_register().values()]
    default = config.default_license()
    if not ids or ids[0] != FIRST_LICENSE:
        yield "not-ours", {}
    elif default not in ids:
        yield "default", {"license": default}
    else:
        yield "ours", {"count": len(ids)}


def check_worker(_site: Site) -> Iterator[Found]:
    """Give the jobs worker a job, and wait for its answer."""
    queue = jobs.get_queue()
    workers = Worker.all(queue=queue)
    if not workers:
        yield "none", {}
        return
    installed = _installed_at()
    births = [each.birth_date.timestamp() for each in workers if each.birth_date]
    if births and min(births) < installed:
        day, code = (_local(each) for each in (min(births), installed))
        yield "old", {"since": day, "installed": code}
    started = time.monotonic()
    job = jobs.enqueue(answer, title="city doctor", rq_kwargs={"timeout": 30, "at_front": True})
    try:
        status = _wait_for(job, started + JOB_SECONDS)
        seconds = f"{time.monotonic() - started:.1f}"
        if status == "finished":
            yield "answers", {"seconds": seconds}
        elif queue.count:
            yield "busy", {"seconds": seconds, "waiting": queue.count}
        else:
            yield "silent", {"seconds": seconds, "reason": status}
    finally:
        with contextlib.suppress(ValueError):  # rq's, where the job ends meanwhile
            job.delete()


def check_failed_jobs(site: Site) -> Iterator[Found]:
    """Count the jobs that failed for good."""
    registries = [FailedJobRegistry(queue=queue) for queue in jobs.get_all_queues()]
    failed = [registry for registry in registries if len(registry)]
    if not failed:
        yield "none", {}
        return
    first = failed[0]
    yield (
        "some",
        {
            "count": sum(len(registry) for registry in failed),
            "last": _title(first.get_job_ids(0, 0, desc=True)),
            "queue": first.name,
            "url": site.text("ckan.redis.url"),
        },
    )


def check_proxy(site: Site) -> Iterator[Found]:
    """Compare what the proxy sent with the last request with what the site believes."""
    seen, trusted = proxy.last_seen(), config.proxies()
    if seen is None:
        yield "unseen", {}
        return
    url = site.text("ckan.site_url")
    scheme = urlsplit(url).scheme
    shown = {"hops": seen.hops, "trusted": trusted, "url": url, "scheme": seen.scheme or scheme}
    faults = []
    if seen.scheme and seen.scheme != scheme:
        wanted = f"{seen.scheme}://{url.partition('://')[2]}"
        faults.append(("scheme", {"wanted": wanted}))
    if not trusted:
        faults.append(("not-trusted", {}))
    elif trusted > seen.hops:
        faults.append(("too-many", {}))
    for code, values in faults or [("right", {})]:
        yield code, shown | values


def check_address(site: Site) -> Iterator[Found]:
    """Ask the public address for a page of ours."""
    url = site.text("ckan.site_url")
    parts = urlsplit(url)
    try:
        code, headers = _ask(parts, "GET", {})
    except (OSError, http.client.HTTPException) as error:
        yield "unreachable", {"url": url, "reason": reason(error)}
        return
    if code in REDIRECTS:
        yield "redirects", {"url": url, "target": headers.get("Location", "?")}
    elif code == http.client.OK and "X-Request-Id" in headers:
        yield "answers", {"url": url}
    else:
        yield "other", {"url": url, "code": code}


def check_upload_limit(site: Site) -> Iterator[Found]:
    """Announce a file of the allowed size to the proxy, without sending it."""
    limit = int(site.text("ckan.max_resource_size") or 0)
    if limit <= 0:
        yield "unlimited", {}
        return
    size = {"Content-Length": str((limit << 20) + FORM_BYTES), "Expect": "100-continue"}
    code = None
    with contextlib.suppress(OSError, http.client.HTTPException):
        # our page answers by headers alone; a proxy refuses the size before it passes it on
        code, _ = _ask(urlsplit(site.text("ckan.site_url")), "POST", size)
    refused = code == http.client.REQUEST_ENTITY_TOO_LARGE
    yield "proxy-refuses" if refused else "passes", {"limit": limit, "proxy_limit": limit + 1}


def check_mail(site: Site) -> Iterator[Found]:
    """Say good day to the mail server, logged in where an account is given."""
    where = site.text("smtp.server")
    if not where or where == "localhost":  # CKAN's default: nobody gave one
        yield "none", {}
        return
    if not site.text("smtp.mail_from"):
        yield "no-sender", {}
    try:
        _greet(site, where)
    except (OSError, smtplib.SMTPException) as error:
        yield "silent", {"where": where, "reason": reason(error)}
        return
    yield "answers", {"where": where}


#: Those that need no loaded CKAN, and those that do.
def check_views(site: Site) -> Iterator[Found]:
    """Look for views of files that the policy of our pages keeps from showing."""
    folders = [Path(folder) for folder in site.words("computed_template_paths")]
    plugins = list(p.PluginImplementations(p.IResourceView))
    written = sorted(each.name for each in plugins if _has_script(each, folders))
    if written:
        yield "scripts", {"names": written}
    framing = sorted(FRAMING.intersection(each.name for each in plugins))
    if framing:
        yield "frames", {"names": framing}
    if not written and not framing:
        yield "none" if not plugins else "right", {"count": len(plugins)}


CHECKS: dict[str, Check] = {
    "address": check_address,
    "upload-limit": check_upload_limit,
    "mail": check_mail,
}
LOADED_CHECKS: dict[str, Check] = {
    "licenses": check_licenses,
    "worker": check_worker,
    "failed-jobs": check_failed_jobs,
    "proxy": check_proxy,
    "views": check_views,
}


def answer() -> str:
    """The job that the doctor gives to the worker."""
    return "alive"


def _local(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, tz=UTC).astimezone():%Y-%m-%d %H:%M}"


def _installed_at() -> float:
    """When the newest of the packages that a worker keeps loaded was installed, in seconds."""
    found = (distribution(name).files or () for name in PACKAGES)
    paths = (Path(str(each.locate())) for files in found for each in files if _is_record(each))
    return max((path.stat().st_mtime for path in paths if path.exists()), default=0.0)


def _is_record(file: PackagePath) -> bool:
    return file.name in ("RECORD", "PKG-INFO") and file.parent.suffix in (".dist-info", ".egg-info")


def _has_script(plugin: Any, folders: list[Path]) -> bool:
    """Tell whether a view's template has a script in the page; not so where that is unknown."""
    try:
        name = plugin.view_template({}, {})
    except Exception:  # noqa: BLE001 - another extension's code, which looks at what is shown
        return False
    found = next((path for path in (folder / name for folder in folders) if path.is_file()), None)
    return found is not None and INLINE_SCRIPT.search(found.read_text("utf-8")) is not None


def _wait_for(job: Job, end: float) -> str:
    """State of the job, once it has ended or at the given moment."""
    while True:
        status = str(job.get_status(refresh=True).value)
        if status in ("finished", "failed", "stopped", "canceled") or time.monotonic() > end:
            return status
        time.sleep(0.1)


def _title(ids: list[str]) -> str:
    found = Job.fetch_many(ids, connection=connect_to_redis())
    job = found[0] if found else None
    return str((job.meta or {}).get("title") or job.func_name) if job else "?"


def _ask(parts: SplitResult, method: str, headers: dict[str, str]) -> tuple[int, Any]:
    """Status and headers of our page of life at an address; follows no redirection."""
    https = parts.scheme == "https"
    host, port = str(parts.hostname), parts.port
    connection = (
        http.client.HTTPSConnection(host, port, timeout=PAGE_SECONDS)
        if https
        else http.client.HTTPConnection(host, port, timeout=PAGE_SECONDS)
    )
    with contextlib.closing(connection):
        connection.putrequest(method, LIVE)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        page = connection.getresponse()
        return page.status, page.headers


def _greet(site: Site, where: str) -> None:
    host, _, port = where.partition(":")
    with smtplib.SMTP(host, int(port or 25), timeout=PAGE_SECONDS) as server:
        server.ehlo()
        if tk.asbool(site.values.get("smtp.starttls") or False):
            server.starttls(context=ssl.create_default_context())
        if site.text("smtp.user"):
            server.login(site.text("smtp.user"), site.text("smtp.password"))
