"""Every pair of colours can be read, whatever accent a city has. No service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from coloraide import Color

from ckanext.city.site.face.palette import DARK, LIGHT, TOKENS, Tone, fallback_styles, palette

TOKENS_CSS = Path(__file__).parents[3] / "assets" / "src" / "theme" / "tokens.css"
DERIVED = re.compile(r"oklch\(from var\(--city-accent\) ([\d.]+) min\(c, ([\d.]+)\) h\)")
OTHERS = ("#17624f", "#ffd400", "#0050ff", "#c00000", "#777777", "#000000", "#ffffff")

#: Text on its ground, as WCAG 2.2 AA asks; below, what is drawn and no text.
TEXTS = [
    ("ink", "page"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink", "accent-wash"),
    ("ink-2", "page"),
    ("ink-2", "surface"),
    ("ink-2", "sunken"),
    ("ink-2", "accent-wash"),
    ("accent", "page"),
    ("accent", "surface"),
    ("accent", "sunken"),
    ("accent", "accent-wash"),
    ("accent", "accent-tint"),
    ("accent-strong", "accent-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    *((state, ground) for state in ("ok", "warn", "bad", "idle") for ground in (f"{state}-tint",)),
    *((state, ground) for state in ("ok", "bad") for ground in ("page", "surface")),
]
DRAWN = [
    ("accent-fill", "page"),
    ("line-strong", "page"),
    ("line-strong", "surface"),
    *((f"cat-{n}", ground) for n in range(1, 7) for ground in ("page", "surface", "map-land")),
]


def accents() -> Iterator[str]:
    """Colours around the circle, from hardly coloured to more than any token takes."""
    for hue in range(0, 360, 10):
        for chroma in (0.01, 0.03, 0.06, 0.12):
            yield Color("oklch", [0.6, chroma, hue]).convert("srgb").fit().to_string(hex=True)
    yield from OTHERS


ACCENTS = sorted(set(accents()))


def written(scheme: str) -> dict[str, tuple[float, float] | str]:
    """What `tokens.css` says of each colour in a scheme."""
    found = {}
    for name, value in re.findall(r"--([\w-]+): light-dark\((.+)\);", TOKENS_CSS.read_text()):
        parts = re.findall(r"oklch\(from (?:[^()]|\([^()]*\))*\)|#[0-9a-f]+", value)
        assert len(parts) == 2, value
        tone = DERIVED.fullmatch(parts[scheme == DARK])
        found[name] = (float(tone[1]), float(tone[2])) if tone else parts[scheme == DARK]
    return found


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_what_is_computed_is_what_the_style_sheet_derives(scheme: str) -> None:
    ours = {
        name: (tone.lightness, tone.chroma) if isinstance(tone, Tone) else tone
        for name, tone in ((name, tones[scheme == DARK]) for name, tones in TOKENS.items())
    }
    assert written(scheme) == ours


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize(
    ("front", "ground", "least"),
    [*((*pair, 4.5) for pair in TEXTS), *((*pair, 3.0) for pair in DRAWN)],
)
def test_a_pair_keeps_its_contrast(front: str, ground: str, least: float, scheme: str) -> None:
    ratios = {accent: _contrast(accent, front, ground, scheme) for accent in ACCENTS}
    worst = min(ratios, key=ratios.__getitem__)
    assert ratios[worst] >= least, f"{ratios[worst]:.2f} with {worst}"


def _contrast(accent: str, front: str, ground: str, scheme: str) -> float:
    colours = _drawn(accent, scheme)
    lighter, darker = sorted((colours[front], colours[ground]), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


_LUMINANCES: dict[tuple[str, str], dict[str, float]] = {}


def _drawn(accent: str, scheme: str) -> dict[str, float]:
    """The relative luminance of each token, computed once for all pairs."""
    key = (accent, scheme)
    if key not in _LUMINANCES:
        colours = palette(accent, scheme)
        _LUMINANCES[key] = {name: Color(each).luminance() for name, each in colours.items()}
    return _LUMINANCES[key]


def test_browsers_that_derive_nothing_get_every_colour_in_both_schemes() -> None:
    styles = fallback_styles("#0050ff")
    assert styles.startswith("@supports not (")
    for name in TOKENS:
        assert styles.count(f"--{name}:#") == 3, "light, dark by the system, dark by choice"


def test_a_grey_accent_stays_grey() -> None:
    red, green, blue = Color(palette("#777777", LIGHT)["accent"]).coords()
    assert red == pytest.approx(green, abs=0.02)
    assert green == pytest.approx(blue, abs=0.02)
