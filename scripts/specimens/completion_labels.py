"""The printed labels of the completion template, its prompts and the headings of its grid: the form's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TEMPLATE = "Commitment Completion Template"
LEVELS = {
    "not_started": "Not started",
    "limited": "Limited",
    "substantial": "Substantial",
    "complete": "Completed",
}
CONTACT = (
    ("Name of responsible person from implementing agency", "name"),
    ("Title, Department", "position"),
    ("Email", "email"),
    ("Phone", "phone"),
)
ACTORS = (
    ("Government", "government"),
    ("CSOs, private sector, working groups, multilaterals", "non_government"),
)
DESCRIPTION: tuple[tuple[str, str | None, str], ...] = (
    ("Main Objective", None, "objective"),
    ("Brief Description of Commitment", "(140 character limit)", "brief"),
    (
        "Relevance",
        "Briefly describe the way in which this commitment is relevant to further advancing OGP values of access to "
        "information, public accountability, civic participation, and technology and innovation for openness and "
        "accountability",
        "relevance",
    ),
    (
        "Ambition",
        "Briefly describe the intended policy results of the commitment and how it will either make government more "
        "open or improve government through more openness.",
        "ambition",
    ),
)
COMPLETION = "Completion level"
RESULTS = (
    "Descriptions of the results",
    "Include specific activities within the reporting period (first or second year of the action plan) and, wherever "
    "possible, please indicate whether there has been evidence of members of the public using the commitment or "
    "whether the commitment has had an effect.",
)
ADDITIONAL = (
    "Additional information (Description on what remains to be achieved and any risks or challenges to implementing "
    "the commitment.)"
)


def value(text: str | list[str] | None) -> list[str]:
    """Return a value as the paragraphs that are printed; the form's sign for 'nothing' is a dash.

    >>> value("one"), value(["one", "two"]), value(None), value([])
    (['one'], ['one', 'two'], ['-'], ['-'])
    """
    if isinstance(text, str):
        return [text]
    return text or ["-"]


def marks(commitment: Mapping[str, Any]) -> list[str]:
    """Return the texts of the four cells under the grid's headings.

    >>> marks({"completion": "limited", "mark": "x"})
    ['', 'x', '', '']
    """
    return [commitment["mark"] or "" if level == commitment["completion"] else "" for level in LEVELS]
