"""Maps of 1,000 to 1,000,000 points, ours against ckanext-geoview's and a bare MapLibre page.

The same GeoJSON file is uploaded through the API once a size. Three pages show it, in turn: ours
(the resource's page with its list, filters and all), the view of ckanext-geoview on stock CKAN
with the same database and files, and a page with nothing but MapLibre (of our npm build) that
clusters the file as it was uploaded, from the same server. Each is loaded with an empty cache and
again, then dragged 20 times. What ckanext-geoview does not show in time is not measured with more
points.
Frames are drawn without a graphics card: compare them, a screen with one is faster.
Fails where ours is not ready first with 100,000 points, or a million drag at 50 ms a frame or more.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

MAKE_BENCH = ()

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from map_visits import NoAnswer, Visit, Way, visit  # noqa: E402
from sides import KINDS, empty_site, prepare, server, service_environment, write_ini  # noqa: E402

from dev.layout import BASE_PORT, DEV, PYTHON  # noqa: E402

SIZES = (1_000, 20_000, 100_000, 1_000_000)
COMPARED, DRAGGED, MOST_MILLISECONDS = 100_000, 1_000_000, 50
PATIENCE_SECONDS = 180
GEOVIEW = "ckanext-geoview==0.3.2"
KIND_OF_PLACE = ("Banc", "Borne à verre", "Fontaine", "Arbre", "Panneau", "Toilettes")
WEST, SOUTH, EAST, NORTH = 2.23, 48.55, 2.43, 48.69
MAPLIBRE = ROOT / "assets/node_modules/maplibre-gl/dist"


@dataclass(frozen=True)
class Uploaded:
    """A file that both sites have.

    Attributes:
        path: of our page with its map.
        view: path of ckanext-geoview's view.
        data: path of the file.
        seconds: from the end of the upload until its map was made.
        megabytes: of the map file as it is sent.
    """

    path: str
    view: str
    data: str
    seconds: float
    megabytes: float


def main() -> int:
    """Run the comparison and print it; returns the exit status."""
    options = _options()
    with empty_site(), tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        ports = {kind: BASE_PORT + 50 + number for number, kind in enumerate(KINDS)}
        geoview = None if options.without_geoview else install_geoview()
        inis = {kind: settings(folder, kind, port, geoview) for kind, port in ports.items()}
        prepare(inis["city"])
        key = administrator(inis["city"])
        stack.enter_context(server(inis["city"], ports["city"], folder))
        if geoview:
            stack.enter_context(server(inis["stock"], ports["stock"], folder, "geoview_site"))
        stack.enter_context(worker(inis["city"]))
        return compare(folder, ports, key, options, bool(geoview))


def compare(
    folder: Path, ports: dict[str, int], key: str, options: argparse.Namespace, geoview: bool
) -> int:
    """Upload each size and measure its pages; returns the exit status."""
    fine = True
    for size in options.sizes:
        file = write_points(folder / f"points-{size}.geojson", size)
        uploaded = upload(f"http://127.0.0.1:{ports['city']}", key, file, geoview)
        sent = f"{uploaded.megabytes:.2f} MB sent"
        print(f"{size:>9,} points: map made {uploaded.seconds:.1f} s after the upload, {sent}")
        ways = list(ways_of(uploaded, ports, geoview))
        found = measure(ways, 1 if size > COMPARED else options.rounds)
        geoview = geoview and "geoview" in found
        for name, each in found.items():
            print(_line(size, name, each), flush=True)
        fine &= judge(size, found)
    return 0 if fine else 1


def measure(ways: list[Way], rounds: int) -> dict[str, Visit]:
    """Visit each page in turn, several times; gives the medians, nothing of one that fails."""
    visits: dict[str, list[Visit]] = {way.name: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            if way.name not in visits:
                continue
            try:
                visits[way.name].append(visit(way, PATIENCE_SECONDS))
            except NoAnswer as error:
                print(f"          {error}")
                del visits[way.name]
    return {name: _median(each) for name, each in visits.items()}


def judge(size: int, found: dict[str, Visit]) -> bool:
    """Print and judge what this size is asked for."""
    if size == COMPARED:
        ratios = [found["city"].cold / found["bare"].cold, found["city"].warm / found["bare"].warm]
        print(f"          ratio to bare: cold {ratios[0]:.2f}, warm {ratios[1]:.2f}   (below 1)")
        return max(ratios) < 1
    if size == DRAGGED:
        frame = found["city"].frame
        print(f"          median frame {frame:.0f} ms   (below {MOST_MILLISECONDS})")
        return frame < MOST_MILLISECONDS
    return True


def ways_of(uploaded: Uploaded, ports: dict[str, int], geoview: bool) -> Iterator[Way]:
    """Give the pages that show a file."""
    ours, stock = (f"http://127.0.0.1:{ports[kind]}" for kind in ("city", "stock"))
    ready = "[data-city-state=ready]"
    yield Way("city", ours + uploaded.path, ready, "[data-part=canvas]")
    size = "width=726&height=802"  # that of our map beside its list
    asked = f"data={uploaded.data}&bounds={WEST},{SOUTH},{EAST},{NORTH}&{size}"
    yield Way("bare", f"{ours}/bare/index.html?{asked}", ready, "#map")
    if geoview:
        yield Way("geoview", stock + uploaded.view, ".leaflet-marker-icon", "#map")


def write_points(path: Path, count: int) -> Path:
    """Write places of a city, always the same: around squares and along nothing in particular."""
    chance = random.Random(count)
    squares = [(chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH)) for _ in range(200)]
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","features":[')
        for number in range(count):
            lon, lat = squares[number % len(squares)]
            lon = min(max(chance.gauss(lon, 0.012), WEST), EAST)
            lat = min(max(chance.gauss(lat, 0.008), SOUTH), NORTH)
            told = {
                "nom": f"Lieu {number:07}",
                "type": chance.choice(KIND_OF_PLACE),
                "reference": f"R{chance.randrange(10**8):08}",
            }
            place = {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}
            feature = {"type": "Feature", "geometry": place, "properties": told}
            file.write("," * bool(number) + json.dumps(feature, ensure_ascii=False))
        file.write("]}")
    return path


def upload(url: str, key: str, file: Path, geoview: bool) -> Uploaded:
    """Send a file through the API and wait until its map is made."""
    name = file.stem
    act(url, key, "package_create", name=name, title=name, notes=name, owner_org="essai")
    sent = subprocess.run(
        ["curl", "-sf", f"{url}/api/3/action/resource_create", "-H", f"Authorization: {key}",
         "-F", f"package_id={name}", "-F", "format=GeoJSON", "-F", f"name={name}",
         "-F", f"upload=@{file}"],
        check=True, capture_output=True,
    )  # fmt: skip
    started = time.perf_counter()
    resource = json.loads(sent.stdout)["result"]
    views = act(url, key, "resource_view_list", id=resource["id"])
    ours = next(each for each in views if each["view_type"] == "city_map_view")
    page = f"/dataset/{name}/resource/{resource['id']}"
    path = f"{page}?view_id={ours['id']}"
    megabytes = wait_for_map(url, path)
    seconds = time.perf_counter() - started
    view = geojson_view(url, key, resource["id"]) if geoview else ""
    data = f"{page}/download/{resource['url'].rpartition('/')[2]}"
    return Uploaded(path, f"{page}/view/{view}", data, seconds, megabytes)


def geojson_view(url: str, key: str, resource: str) -> str:
    """Make ckanext-geoview's view; its type is only known to the other site, on the same files."""
    stock = url.replace(str(BASE_PORT + 51), str(BASE_PORT + 50))
    asked = {"resource_id": resource, "view_type": "geojson_view", "title": "geoview"}
    made: dict[str, Any] = act(stock, key, "resource_view_create", **asked)
    return str(made["id"])


def wait_for_map(url: str, path: str) -> float:
    """Ask for the map file of a page until it is made; gives its megabytes as it is sent."""
    page = urlopen(url + path).read().decode()
    told = json.loads(page.partition("data-map>")[2].partition("</script>")[0])
    asked = Request(url + told["file"], headers={"Accept-Encoding": "gzip"})
    while True:
        with urlopen(asked) as answer:
            content = answer.read()
            if answer.status == 200:
                return len(content) / 1e6
        time.sleep(0.2)


def act(url: str, key: str, action: str, **data: Any) -> Any:
    """Call an action of a site."""
    headers = {"Authorization": key, "Content-Type": "application/json"}
    request = Request(f"{url}/api/3/action/{action}", json.dumps(data).encode(), headers)
    with urlopen(request) as answer:
        return json.load(answer)["result"]


def settings(folder: Path, kind: str, port: int, geoview: Path | None) -> Path:
    """Write the settings of a side; ckanext-geoview is a plugin of the stock one."""
    path = write_ini(folder, kind)
    text = path.read_text(encoding="utf-8")
    if geoview and kind == "stock":
        text = text.replace(
            "datastore scheming_datasets", "datastore geojson_view scheming_datasets"
        )
    own = {"ckan.site_url": f"http://127.0.0.1:{port}", "ckan.max_resource_size": "1000"}
    own["extra_public_paths"] = str(bare_page(folder))
    lines = [line for line in text.splitlines() if line.partition("=")[0].strip() not in own]
    at = lines.index("[app:main]") + 1
    lines[at:at] = [f"{name} = {value}" for name, value in own.items()]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def bare_page(folder: Path) -> Path:
    """Lay out the page with nothing but MapLibre; gives the folder above its own."""
    page = folder / "public" / "bare"
    if not page.exists():
        shutil.copytree(ROOT / "benchmarks/bare_map", page)
        for name in ("maplibre-gl.mjs", "maplibre-gl-shared.mjs", "maplibre-gl-worker.mjs"):
            shutil.copy(MAPLIBRE / name, page)
        shutil.copy(MAPLIBRE / "maplibre-gl.css", page)
    return page.parent


def install_geoview() -> Path:
    """Install the peer beside the virtualenv, once; its `ckanext/__init__.py` would hide others."""
    folder = DEV / "geoview"
    if not folder.exists():
        command = [str(PYTHON), "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder)]
        subprocess.run([*command, GEOVIEW], check=True)
        (folder / "ckanext/__init__.py").unlink(missing_ok=True)
    os.environ["PYTHONPATH"] = f"{ROOT}:{ROOT / 'benchmarks'}:{folder}"
    os.environ["CITY_BENCH_GEOVIEW"] = str(folder / "ckanext")
    return folder


def administrator(ini: Path) -> str:
    """Make an administrator and an organisation; gives a token."""
    for words in (
        ["user", "add", "essai", "email=essai@ville.example", f"password={os.urandom(12).hex()}"],
        ["sysadmin", "add", "essai"],
    ):
        _ckan(ini, *words)
    key = _ckan(ini, "user", "token", "add", "essai", "essai", "-q").split()[-1]
    script = (
        "import ckan.plugins.toolkit as tk; tk.get_action('organization_create')("
        "{'user': 'essai'}, {'name': 'essai', 'title': 'Essai'})"
    )
    _ckan(ini, "shell", given=script)
    return key


def _ckan(ini: Path, *words: str, given: str = "") -> str:
    command = [str(PYTHON.with_name("ckan")), "-c", str(ini), *words]
    environment = service_environment()
    done = subprocess.run(
        command, input=given, check=False, capture_output=True, text=True, env=environment
    )
    if done.returncode:
        raise RuntimeError(f"ckan {' '.join(words)}:\n{done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def worker(ini: Path) -> Iterator[None]:
    """Keep a worker of jobs."""
    command = [str(PYTHON.with_name("ckan")), "-c", str(ini), "city", "worker"]
    log = ini.with_suffix(".jobs.log").open("w")
    environment = service_environment() | {"CKAN_INI": str(ini)}
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        while "started with PID" not in Path(log.name).read_text():
            time.sleep(0.5)
        yield
    finally:
        process.terminate()
        process.wait()
        log.close()


def _median(visits: list[Visit]) -> Visit:
    names = ("cold", "warm", "frame", "late", "megabytes")
    return Visit(
        **{name: statistics.median(getattr(each, name) for each in visits) for name in names}
    )


def _line(size: int, name: str, found: Visit) -> str:
    ready = f"ready {found.cold:6.2f} s cold {found.warm:6.2f} s warm"
    return (
        f"{size:>9,} {name:<8} {ready}   frame {found.frame:5.0f} ms"
        f" (95% {found.late:5.0f})   {found.megabytes:6.0f} MB"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-geoview", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
