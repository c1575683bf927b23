"""The colours that one accent gives: those of `assets/src/theme/tokens.css`, computed here.

Browsers without relative colours are served these values, and the test of contrasts reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

LIGHT, DARK = "light", "dark"

#: Browsers that draw the style sheet by itself; the others get `fallback_styles`.
CAPABLE = "(color: oklch(from red l c h)) and (color: light-dark(red, red))"


@dataclass(frozen=True)
class Tone:
    """A lightness, 0 to 1, and the most chroma that the accent's hue gets at it."""

    lightness: float
    chroma: float


#: Each colour in the light and in the dark scheme: a tone of the accent's hue, or a fixed colour.
TOKENS: dict[str, tuple[Tone | str, Tone | str]] = {
    "accent": (Tone(0.42, 0.095), Tone(0.83, 0.085)),
    "accent-strong": (Tone(0.33, 0.08), Tone(0.9, 0.06)),
    "accent-fill": (Tone(0.56, 0.1), Tone(0.68, 0.1)),
    "accent-soft": (Tone(0.79, 0.07), Tone(0.45, 0.06)),
    "accent-tint": (Tone(0.925, 0.032), Tone(0.315, 0.04)),
    "accent-wash": (Tone(0.966, 0.015), Tone(0.245, 0.024)),
    "on-accent": ("#fff", Tone(0.2, 0.03)),
    "page": ("#fff", Tone(0.185, 0.01)),
    "surface": ("#fff", Tone(0.22, 0.012)),
    "sunken": (Tone(0.972, 0.005), Tone(0.155, 0.01)),
    "line": (Tone(0.905, 0.007), Tone(0.33, 0.014)),
    "line-strong": (Tone(0.6, 0.014), Tone(0.62, 0.014)),
    "ink": (Tone(0.245, 0.018), Tone(0.945, 0.008)),
    "ink-2": (Tone(0.455, 0.016), Tone(0.775, 0.012)),
    "ok": ("#1d6537", "#8ed7a1"),
    "ok-tint": ("#e7f3e9", "#17301f"),
    "warn": ("#7b4a00", "#f3c673"),
    "warn-tint": ("#fdf1d7", "#35280f"),
    "bad": ("#a1261d", "#ffb1a7"),
    "bad-tint": ("#fcebe8", "#401b18"),
    "idle": ("#55605c", "#b4bebb"),
    "idle-tint": ("#eceeed", "#2b302f"),
    "map-land": (Tone(0.975, 0.005), Tone(0.2, 0.01)),
    "map-block": (Tone(0.925, 0.008), Tone(0.265, 0.012)),
    "map-green": ("#d7e8d2", "#22382a"),
    "map-water": ("#b9d9e6", "#1f4152"),
    "map-rail": ("#9aa3a0", "#6c7672"),
    # categories, in the order in which they are used; the last one is that of all others
    "cat-1": ("#123f69", "#8fe3f5"),
    "cat-2": ("#c97618", "#c0681a"),
    "cat-3": ("#0b6f45", "#5bc68b"),
    "cat-4": ("#854a9c", "#d495ee"),
    "cat-5": ("#5c2c06", "#f3e488"),
    "cat-6": ("#81858f", "#818b92"),
}


@lru_cache(maxsize=8)
def palette(accent: str, scheme: str) -> dict[str, str]:
    """Compute the colours of a scheme.

    Args:
        accent: the city's colour, "#17624f".
        scheme: `LIGHT` or `DARK`.

    Returns:
        Colours by the names of tokens, "#rrggbb" in sRGB.
    """
    from coloraide import Color  # noqa: PLC0415 - a second to load, for one page in a thousand

    _, chroma, hue = Color(accent).convert("oklch").coords(nans=False)

    def drawn(tone: Tone | str) -> str:
        if isinstance(tone, str):
            return tone
        colour = Color("oklch", [tone.lightness, min(chroma, tone.chroma), hue])
        return colour.convert("srgb").fit(method="oklch-chroma").to_string(hex=True)

    return {name: drawn(tones[scheme == DARK]) for name, tones in TOKENS.items()}


@lru_cache(maxsize=8)
def fallback_styles(accent: str) -> str:
    """Write the rules for browsers that cannot derive the colours of an accent themselves."""
    light, dark = (_declarations(palette(accent, scheme)) for scheme in (LIGHT, DARK))
    return (
        f"@supports not ({CAPABLE}) {{\n"
        f":root{{{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-scheme=light]){{{dark}}}}}\n"
        f":root[data-scheme=dark]{{{dark}}}\n"
        "}"
    )


def _declarations(colours: dict[str, str]) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in colours.items())
