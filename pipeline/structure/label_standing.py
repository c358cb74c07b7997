"""Say whether a known wording is a label where it is, or only the same words in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from pipeline.structure.label_places import LabelPlace
from pipeline.structure.label_roles import NUMBERED, fields_with_role, is_value_name

_COUNTED = re.compile(r"\s{0,2}[0-9]{1,3}(?:\.[0-9]{1,2}){0,3}(?![.)0-9])")
_COLON = re.compile(r"[ )*]{0,3}:")
_BEHIND = re.compile(r"[ \t*)]{0,4}[.:]?[ \t]{0,20}")
_ADDRESS = re.compile(r"[\w.+-]{1,60}@|\+?\(?[0-9]")
_VALUE_OPENERS = "\n•●▪➢√✓☐☒¿“\"'(-–—|+Ø\uf0a7\uf0b7"


@dataclass(frozen=True)
class Candidate:
    """A wording of the lexicon at a place of a text.

    `behind_label`: nothing but punctuation parts it from the label before. `known`: how many labels came before.
    """

    text: str
    field: str
    place: LabelPlace
    end: int
    behind_label: bool
    known: int

    @cached_property
    def span(self) -> str:
        """Return the wording as printed."""
        return self.text[self.place.at : self.end]

    @cached_property
    def words(self) -> int:
        """Return how many words it has."""
        return len(self.span.split())

    @cached_property
    def after(self) -> str:
        """Return what follows it."""
        return self.text[self.end : self.end + 60]

    @cached_property
    def rest(self) -> str:
        """Return what follows the punctuation behind it."""
        closing = _BEHIND.match(self.after)
        return self.after[closing.end() :] if closing else self.after

    @cached_property
    def colon(self) -> bool:
        """Return whether a colon follows."""
        return _COLON.match(self.after) is not None

    @cached_property
    def question(self) -> bool:
        """Return whether it asks."""
        return self.text[self.place.at] == "¿" or self.after[:3].lstrip(" )").startswith("?") or self.span.endswith("?")


Verdict = bool | None


def is_label(candidate: Candidate) -> bool:
    """Return the verdict of the first rule that has one; without any, it is no label."""
    verdicts = (rule(candidate) for rule in _RULES)
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _judge_name(c: Candidate) -> Verdict:
    """Refuse 'Activity 1', 'Strategic goal 3.1' and words that end a sentence of the line above."""
    if len(c.span) < 4 or c.place.dangling:
        return False
    counted = (NUMBERED if c.words == 1 else _COUNTED).match(c.after)
    return False if c.words <= 2 and c.field != "commitment" and counted else None


def _judge_question(c: Candidate) -> Verdict:
    return (c.words >= 3 and c.field != "commitment") if c.question else None


def _judge_lower_case(c: Candidate) -> Verdict:
    return (c.words >= 5 and c.place.after_sentence) if c.span[0].islower() else None


def _judge_numbered_thing(c: Candidate) -> Verdict:
    """Refuse 'Measure 42 of the programme': a commitment's heading has a colon or a line of its own."""
    return False if c.field == "commitment" and not c.colon and c.rest[:1] not in ("\n", "") else None


def _judge_own_line(c: Candidate) -> Verdict:
    if c.place.line_start and (c.colon or not c.rest or c.rest.startswith("\n")):
        return c.words > 1 or c.colon or c.place.firm
    return None


def _judge_colon(c: Candidate) -> Verdict:
    return (c.place.after_sentence or c.behind_label or c.words >= 2) if c.colon else None


def _judge_address(c: Candidate) -> Verdict:
    return True if c.field in fields_with_role("addresses") and c.place.line_start and _ADDRESS.match(c.rest) else None


def _judge_value(c: Candidate) -> Verdict:
    """Refuse what continues in lower case; OGP's values, named, are a value themselves."""
    opens = not c.rest or c.rest[0].isupper() or c.rest[0].isdigit() or c.rest[0] in _VALUE_OPENERS
    return None if opens and not is_value_name(c.span) else False


def _judge_line_start(c: Candidate) -> Verdict:
    if c.place.firm and c.field not in fields_with_role("names"):
        return c.words >= 2 or len(c.span) >= 8 or (c.known >= 3 and c.field in fields_with_role("core"))
    if c.place.firm or c.behind_label:
        return c.words >= 2 or (c.behind_label and c.place.line_start)
    return None


def _judge_inside_line(c: Candidate) -> Verdict:
    """Judge a wording that nothing but capitals parts from the text around it."""
    if c.field in fields_with_role("names"):
        return False
    if c.words >= 4:
        return True
    if c.words >= 3 or len(c.span) >= 18:
        return c.place.after_sentence or _is_apart(c.text, c.place.at)
    return c.place.after_sentence and c.words == 2 and c.field in fields_with_role("core")


_RULES: tuple[Callable[[Candidate], Verdict], ...] = (
    _judge_name,
    _judge_question,
    _judge_lower_case,
    _judge_numbered_thing,
    _judge_own_line,
    _judge_colon,
    _judge_address,
    _judge_value,
    _judge_line_start,
    _judge_inside_line,
)


def _is_apart(text: str, at: int) -> bool:
    """Return whether the word before a place cannot belong to one sentence with it."""
    words = text[max(0, at - 30) : at].split()
    return not words or not (words[-1][0].islower() or text[:at].rstrip().endswith("("))
