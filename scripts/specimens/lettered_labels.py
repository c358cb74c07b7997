"""The printed labels of the lettered variant of the completion template, and what stands in its grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BEFORE = (
    ("Lead government actors", "lead"),
    ("Other actors involved", "other"),
    ("Main objective", "objective"),
    ("Brief description", "brief"),
    ("Relevance", "relevance"),
    ("Ambition", "ambition"),
)
COMPLETION = "Completion level"
AFTER = (("Description of results", "results"), ("End date", "end"), ("Next steps", "next"))
LEVELS = {
    "not_started": "Not started",
    "limited": "Limited",
    "substantial": "Substantial",
    "complete": "Completed",
}
SHADE = "DEEAF6"
NOTHING = "N/A"


def marks(commitment: Mapping[str, Any]) -> list[str]:
    """Return the texts under the four headings: the letters of the parts at each level, or one mark.

    >>> marks({"parts": {"a": "limited", "b": "complete", "c": "limited"}})
    ['', 'a, c', '', 'b']
    >>> marks({"level": "substantial", "mark": "x"})
    ['', '', 'x', '']
    """
    parts = commitment.get("parts", {})
    if parts:
        return [", ".join(letter for letter, level in parts.items() if level == column) for column in LEVELS]
    return [commitment["mark"] if commitment.get("level") == column else "" for column in LEVELS]
