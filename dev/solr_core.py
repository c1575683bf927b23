"""Prepares the development Solr: its jars, its home folder with the cores, its command line."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ckanext.city.site import solr_schema

HERE = Path(__file__).resolve().parent / "solr"
LAUNCHER = HERE / "Launcher.java"
CONFIGSET = "city"
# Pinned: Maven would otherwise choose the plugin by its own version.
COPY_DEPENDENCIES = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
# For a catalogue of some thousand datasets: measured in dev/solr/README.md.
JAVA_OPTIONS = ("-Xms64m", "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k")

SOLR_XML = """<?xml version="1.0" encoding="UTF-8"?>
<solr>
  <str name="coreRootDirectory">cores</str>
  <int name="coreLoadThreads">1</int>
  <metrics enabled="false"/>
</solr>
"""


def fetch_jars(out: Path) -> None:
    """Resolve the jars of `pom.xml` into a folder; nothing to do where that was done before.

    Raises:
        subprocess.CalledProcessError: Maven failed; its own lines say why.
    """
    # beside the jars, not among them: the class path takes the whole folder
    mark = out.with_name(f"{out.name}.pom.xml")
    pom = HERE / "pom.xml"
    if mark.is_file() and mark.read_bytes() == pom.read_bytes():
        return
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    subprocess.run(
        [
            "mvn",
            "-q",
            "-B",
            "-f",
            str(pom),
            COPY_DEPENDENCIES,
            f"-DoutputDirectory={out.resolve()}",
        ],
        check=True,
    )
    shutil.copyfile(pom, mark)


def write_home(home: Path, cores: Sequence[str]) -> None:
    """Write a Solr home whose cores share one configuration; their indexes are kept.

    Args:
        home: folder to write into; made if absent.
        cores: names of the cores, `["ckan", "ckan-test"]`.
    """
    conf = home / "configsets" / CONFIGSET / "conf"
    solr_schema.write_configset(conf)
    shutil.copyfile(HERE / "solrconfig.xml", conf / "solrconfig.xml")
    (home / "solr.xml").write_text(SOLR_XML, encoding="utf-8")
    for name in cores:
        core = home / "cores" / name
        core.mkdir(parents=True, exist_ok=True)
        (core / "core.properties").write_text(f"name={name}\nconfigSet={CONFIGSET}\n", "utf-8")


def command(jars: Path, home: Path, port: int) -> list[str]:
    """Give the command line that runs Solr in the foreground, on 127.0.0.1 only."""
    classes = f"{jars.resolve()}/*"
    return ["java", *JAVA_OPTIONS, "-cp", classes, str(LAUNCHER), str(home.resolve()), str(port)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the steps from the shell: `jars`, `home` or `serve`."""
    parser = argparse.ArgumentParser(description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    jars = steps.add_parser("jars", help="resolve Solr's jars with Maven")
    jars.add_argument("--out", type=Path, required=True)
    home = steps.add_parser("home", help="write a Solr home with its cores")
    home.add_argument("--out", type=Path, required=True)
    home.add_argument("--core", action="append", required=True)
    serve = steps.add_parser("serve", help="run Solr in the foreground, in this process")
    serve.add_argument("--jars", type=Path, required=True)
    serve.add_argument("--home", type=Path, required=True)
    serve.add_argument("--port", type=int, required=True)
    options = parser.parse_args(arguments)
    if options.step == "jars":
        fetch_jars(options.out)
    elif options.step == "home":
        write_home(options.out, options.core)
    else:
        words = command(options.jars, options.home, options.port)
        os.execvp(words[0], words)
    return 0


if __name__ == "__main__":
    sys.exit(main())
