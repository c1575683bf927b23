"""The catalogue that the feed is proved on is as rich as it says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.feed.load import ROOT, Spec, specs

FORMS = {path.parent.name: path for path in (ROOT / "schemas" / "types").glob("*/form.yaml")}
PRESETS = ROOT / "schemas" / "presets.yaml"
RICH = [spec for spec in specs() if spec.rich]
#: Said otherwise (`name`, `organization`, `tags`), or decided by another field.
NOT_WRITTEN = {"name", "owner_org", "tag_string", "series_order_type"}


def test_every_type_has_a_rich_dataset_and_two_ordinary_ones() -> None:
    rich = Counter(spec.dataset["type"] for spec in RICH)
    ordinary = Counter(spec.dataset["type"] for spec in specs() if not spec.rich)
    assert rich == dict.fromkeys(FORMS, 1)
    assert set(ordinary) == set(FORMS)
    assert min(ordinary.values()) >= 2


@pytest.mark.parametrize("spec", RICH, ids=lambda spec: spec.name)
def test_a_rich_dataset_fills_each_field_of_its_form(spec: Spec) -> None:
    asked = set(field_names(FORMS[spec.dataset["type"]])) - NOT_WRITTEN
    assert asked - set(spec.dataset) == set()
    assert spec.dataset["tags"]


def field_names(form: Path) -> list[str]:
    rows = yaml.safe_load(PRESETS.read_bytes())["presets"]
    presets = {row["preset_name"]: row["values"]["field_name"] for row in rows}
    fields = yaml.safe_load(form.read_bytes())["dataset_fields"]
    return [each.get("field_name") or presets[each["preset"]] for each in fields]
