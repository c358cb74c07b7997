"""Classify a printed label: by known wordings, else by meaning, with a runner-up, or not at all.

The second stage handles labels that the lexicon lacks. Only callers that want it get it: a parser of a known template
uses `match_label`, for which an unknown label stays unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.lexicon.matching import LONGEST, LabelMatch, match_label
from pipeline.lexicon.scope import cache_by_scope
from pipeline.lexicon.similarity import NearestWording, lexicon_space

LabelMethod = Literal["exact", "prefix", "fuzzy", "meaning"]

METHOD_TRUST = {"exact": 1.0, "prefix": 0.95, "fuzzy": 0.9}
"""Weight of a known wording's score, by the way in which it was matched."""

RUNNER_UP_SHARE = 0.5
"""Share of the runner-up's similarity that is subtracted: a label equally similar to two fields is neither."""

MIN_TRUST = 0.3
"""Below this trust the second stage abstains (measured in `docs/evaluation.md`)."""

ALIKE = (
    frozenset({"actors", "support_institutions", "actors_government", "actors_non_government", "actors_other"}),
    frozenset({"relevance", "ogp_values"}),
)
"""Fields that ask for the same thing: the one is no rival of the other."""

MAX_LABEL_WORDS = 45
"""A longer text is not a label, whatever it resembles."""


@dataclass(frozen=True, slots=True)
class FieldCandidate:
    """A field that a label may ask for, with the matching wording, its language, and their similarity from 0 to 1."""

    field: str
    wording: str
    language: str
    score: float


@dataclass(frozen=True, slots=True)
class Classified:
    """The fields that a label may ask for, best first; `abstain` means that none of them is reliable.

    `trust` (0 to 1) orders labels by how certain the best field is: its score minus the runner-up's share.
    """

    candidates: tuple[FieldCandidate, ...]
    method: LabelMethod
    abstain: bool
    trust: float = 0.0

    @property
    def field(self) -> str | None:
        """The field that the label asks for, None if the classifier abstains."""
        return None if self.abstain or not self.candidates else self.candidates[0].field


@cache_by_scope(maxsize=20_000)
def classify_label(text: str) -> Classified:
    """Rank the fields that a printed label may ask for.

    A known wording (exact, by content words, or nearly) decides. Otherwise the nearest wording by character n-grams
    does. The classifier abstains if nothing is near or two fields are equally near.

    >>> found = classify_label("Sources of the funding that will be needed")
    >>> found.field, found.method
    ('budget', 'meaning')
    >>> classify_label("Main objective:").candidates[0].score
    1.0
    >>> classify_label("The Ministry of Justice published 12 court decisions").abstain
    True
    """
    if not any(map(str.isalpha, text)) or len(text) > LONGEST or len(text.split()) > MAX_LABEL_WORDS:
        return Classified((), "meaning", abstain=True)
    known, near = match_label(text), lexicon_space().nearest(text)
    return _from_known_wording(known, near) if known else _from_meaning(near)


def _from_known_wording(match: LabelMatch, near: Collection[NearestWording]) -> Classified:
    best = FieldCandidate(match.field, match.wording, match.language, round(match.score, 3))
    others = tuple(_candidate(n) for n in near if n.field != match.field)
    return Classified(
        (best, *others), match.method, abstain=False, trust=round(match.score * METHOD_TRUST[match.method], 3)
    )


def _from_meaning(near: Sequence[NearestWording]) -> Classified:
    if not near:
        return Classified((), "meaning", abstain=True)
    alike = next((group for group in ALIKE if near[0].field in group), frozenset())
    rival = next((other.similarity for other in near[1:] if other.field not in alike), 0.0)
    trust = round(near[0].similarity - RUNNER_UP_SHARE * rival, 3)
    return Classified(tuple(map(_candidate, near)), "meaning", trust < MIN_TRUST, trust)


def _candidate(near: NearestWording) -> FieldCandidate:
    return FieldCandidate(near.field, near.wording, near.language, round(near.similarity, 3))
