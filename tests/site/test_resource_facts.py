"""Files are measured by the catalogue, and what it measured stays true and stays put."""

from __future__ import annotations

import hashlib
import io
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from tests.site.test_uploads import act, dataset, department, upload

__all__ = ["dataset", "department"]  # fixtures

CSV = "nom;âge\nÉva;3\nJo;4\n".encode()
GEOJSON = b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null}]}'


def archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("rues.shp", b"0")
    return packed.getvalue()


def test_choices_that_content_does_not_contradict_stay() -> None:
    from ckanext.city.site.resource_facts import final_encoding, final_format

    assert final_format("SHP", "ZIP") == "SHP"
    assert final_format("TOTEM", "XML") == "TOTEM"
    assert final_encoding("ISO-8859-15", "windows-1252") == "ISO-8859-15"


def test_choices_that_content_contradicts_are_put_right() -> None:
    from ckanext.city.site.resource_facts import final_encoding, final_format

    assert final_format("JSON", "GeoJSON") == "GeoJSON"
    assert final_format("CSV", "XLSX") == "XLSX"
    assert final_encoding("windows-1252", "UTF-8") == "UTF-8"
    assert final_encoding("UTF-8", "windows-1252") == "windows-1252"


@pytest.mark.service
class TestOnTheSite:
    def measure(self, dataset: dict[str, Any]) -> dict[str, Any]:
        """Do what the job does, and show the only resource."""
        from ckanext.city.site.resource_facts import measure_dataset

        measure_dataset(dataset["id"])
        return act("package_show", id=dataset["id"])["resources"][0]

    def add(self, dataset: dict[str, Any], content: bytes = CSV, name: str = "a.csv", **more: Any):
        file = upload(content, name)
        return act("resource_create", package_id=dataset["id"], upload=file, **more)

    @pytest.mark.parametrize(
        ("content", "name", "expected"),
        [
            (CSV, "a.csv", ("CSV", "text/csv", "UTF-8", 2)),
            (CSV.decode().encode("cp1252"), "a.csv", ("CSV", "text/csv", "windows-1252", 2)),
            (GEOJSON, "a.geojson", ("GeoJSON", "application/geo+json", "UTF-8", 1)),
            (GEOJSON, "a.json", ("GeoJSON", "application/geo+json", "UTF-8", 1)),
            (archive(), "a.zip", ("ZIP", "application/zip", None, None)),
        ],
        ids=["csv", "csv-windows", "geojson", "geojson-called-json", "zip"],
    )
    def test_a_file_is_measured(
        self, content: bytes, name: str, expected: tuple[Any, ...], dataset: dict[str, Any]
    ) -> None:
        self.add(dataset, content, name)

        shown = self.measure(dataset)

        assert shown["size"] == len(content)
        assert shown["hash"] == hashlib.sha256(content).hexdigest()
        assert shown["hash_algorithm"] == "sha256"
        names = ("format", "mimetype", "encoding", "rows")
        assert tuple(shown.get(each) for each in names) == expected

    def test_a_job_is_asked_for_once_the_file_is_committed(
        self, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from ckan.lib import jobs

        from ckanext.city.site import resource_facts

        asked: list[Any] = []

        def note(do: Any, args: list[Any], **_more: Any) -> None:
            if do is resource_facts.measure_dataset:
                asked.extend(args)

        monkeypatch.setattr(jobs, "enqueue", note)

        made = self.add(dataset)
        assert asked == [dataset["id"]]
        self.measure(dataset)
        act("resource_patch", id=made["id"], name="La liste")
        act("package_patch", id=dataset["id"], notes="Autrement.")
        assert asked == [dataset["id"]], "a measured file is not measured again"
        act("resource_patch", id=made["id"], upload=upload(CSV + b"A;1\n", "a.csv"))
        assert asked == [dataset["id"]] * 2

    def test_the_dataset_is_saved_though_no_jobs_queue_answers(
        self, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from redis.exceptions import ConnectionError as NoRedis

        from ckan.lib import jobs

        def refuse(*_all: Any, **_named: Any) -> None:
            raise NoRedis

        monkeypatch.setattr(jobs, "enqueue", refuse)

        assert act("resource_show", id=self.add(dataset)["id"])["url_type"] == "upload"

    def test_facts_are_in_search_and_leave_no_trace_in_the_activity_stream(
        self, dataset: dict[str, Any]
    ) -> None:
        self.add(dataset)
        before = act("package_activity_list", id=dataset["id"])

        shown = self.measure(dataset)

        found = act("package_search", fq=f"id:{dataset['id']}")["results"][0]["resources"][0]
        assert (found["rows"], found["hash"]) == (2, shown["hash"])
        assert act("package_activity_list", id=dataset["id"]) == before

    def test_portals_see_that_the_dataset_changed(self, dataset: dict[str, Any]) -> None:
        self.add(dataset)
        before = act("package_show", id=dataset["id"])["metadata_modified"]
        self.measure(dataset)
        measured = act("package_show", id=dataset["id"])["metadata_modified"]
        self.measure(dataset)

        assert measured > before
        assert act("package_show", id=dataset["id"])["metadata_modified"] == measured

    def test_nobody_writes_facts_by_hand(self, dataset: dict[str, Any]) -> None:
        made = self.add(dataset, hash="0", rows=7)
        assert not made["hash"]
        shown = self.measure(dataset)

        patched = act("resource_patch", id=made["id"], hash="0", rows=9, size=1, mimetype="a/b")
        replaced = act(
            "package_patch",
            id=dataset["id"],
            resources=[{"id": made["id"], "url": made["url"], "url_type": "upload"}],
        )["resources"][0]

        for after in (patched, replaced):
            for name in ("hash", "rows", "size", "mimetype", "hash_algorithm"):
                assert after[name] == shown[name], name

    def test_a_new_file_loses_the_facts_of_the_old_one(self, dataset: dict[str, Any]) -> None:
        made = self.add(dataset)
        old = self.measure(dataset)

        new = act("resource_update", **old | {"upload": upload(GEOJSON, "b.geojson")})

        assert not new["hash"]
        assert "rows" not in new
        shown = self.measure(dataset)
        assert (shown["format"], shown["rows"], shown["id"]) == ("GeoJSON", 1, made["id"])

    def test_a_link_in_the_place_of_a_file_loses_its_facts(self, dataset: dict[str, Any]) -> None:
        self.add(dataset)
        old = self.measure(dataset)

        link = act(
            "resource_update",
            **old | {"clear_upload": "true", "url": "http://192.0.2.1/a.csv"},
        )

        assert not link["hash"]
        assert "rows" not in link
        assert not self.measure(dataset)["hash"], "a link is not followed"

    def test_a_file_that_came_meanwhile_keeps_its_own_facts(
        self, dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from ckanext.city.site import resource_facts

        made = self.add(dataset)
        measure = resource_facts.measure_file

        def replaced_meanwhile(*args: Any, **named: Any) -> Any:
            facts = measure(*args, **named)
            monkeypatch.undo()
            act("resource_patch", id=made["id"], upload=upload(GEOJSON, "b.geojson"))
            return facts

        monkeypatch.setattr(resource_facts, "measure_file", replaced_meanwhile)

        with pytest.raises(resource_facts.FileReplaced):
            self.measure(dataset)
        assert not act("resource_show", id=made["id"])["hash"]
        assert self.measure(dataset)["format"] == "GeoJSON"

    def test_what_other_extensions_keep_on_a_resource_stays(self, dataset: dict[str, Any]) -> None:
        self.add(dataset, licence_note="lue", table_schema="scdl/budget@0.8.3")

        shown = self.measure(dataset)

        assert (shown["licence_note"], shown["table_schema"]) == ("lue", "scdl/budget@0.8.3")

    def test_a_dataset_that_is_gone_is_neither_measured_nor_indexed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from ckanext.city.site import resource_facts

        indexed: list[str] = []
        monkeypatch.setattr(resource_facts.search, "rebuild", indexed.append)
        resource_facts.measure_dataset("gone")
        assert indexed == []

    def test_a_dataset_is_purged_though_its_files_are_just_being_written(
        self, dataset: dict[str, Any], ckan_app: Any
    ) -> None:
        """Each took the other's lock, and who purged was the one to be refused."""
        from ckan import model

        self.add(dataset)
        model.Session.remove()
        named = {"id": dataset["id"]}

        def purge() -> None:
            with ckan_app.flask_app.test_request_context():
                act("dataset_purge", **named)

        with ThreadPoolExecutor(1) as other, model.meta.engine.connect() as job:
            job.execute(sa.text("SELECT 1 FROM package WHERE id = :id FOR UPDATE"), named)
            purging = other.submit(purge)
            while not job.execute(WAITING).scalar():
                assert not purging.done()
                time.sleep(0.02)
            job.execute(sa.text("UPDATE resource SET hash = 'x' WHERE package_id = :id"), named)
            job.commit()
            purging.result(timeout=60)
        assert model.Package.get(dataset["id"]) is None


#: How many wait for a lock that another has; a view of sessions would not change in a transaction.
WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
