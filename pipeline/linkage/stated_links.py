"""What a document states of earlier plans: sentences such as 'carried over from', 'continues Commitment 4 of'.

The wordings are data (`schemas/prose/succession.json`), each language's under its code. A sentence that says that
something continues and names a commitment's ID, or a plan and a number, states the link. One that names a plan but not
the commitment is evidence for the pair of that plan that is otherwise the most alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon.text_folding import fold_case
from pipeline.linkage.clusters import PlanCommitment
from pipeline.model.identifiers import find_ids
from pipeline.schema.data import load_data

FIRM = 1.0
"""A sentence names the earlier commitment: by ID, or by its number and plan."""
LIKELY = 0.7
"""A sentence says that a plan is gone on with, and not by which commitment."""

_LONGEST = 60_000
_YEARS = re.compile(r"\b(20[012]\d)\b")
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\bNo\.)(?<!\bNr\.)(?<!\bArt\.)\s+(?=[^\W\d_a-z])|\n+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that speaks of an earlier plan: what it names, and whether it says that something continues."""

    sentence: str
    continues: bool
    ids: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    ordinal: int | None = None
    previous: bool = False

    def names(self, earlier: PlanCommitment, later: int | None = None) -> bool:
        """Return whether the sentence names the plan of an earlier commitment, by years, ordinal or 'previous'.

        `later` is the number of the plan that the sentence is in: the previous one is that before it.
        """
        if self.ordinal is not None and earlier.plan_number is not None:
            return self.ordinal == earlier.plan_number
        if self.years:
            return any(abs(year - earlier.when) <= 1 for year in self.years)
        return self.previous and later is not None and earlier.plan_number == later - 1


def find_statements(text: str) -> tuple[Statement, ...]:
    """Return the sentences of a text that speak of an earlier plan or of going on with it.

    >>> found = find_statements("We publish data. This continues Commitment 4 of the 2016-2018 action plan.")
    >>> [(s.continues, sorted(s.numbers), sorted(s.years)) for s in found]
    [(True, ['4'], [2016, 2018])]
    """
    folded = fold_case(text[:_LONGEST])
    if not _any_pattern().search(folded):
        return ()
    return tuple(filter(None, map(_read_statement, _SENTENCE_END.split(text[:_LONGEST]))))


def _read_statement(sentence: str) -> Statement | None:
    folded = fold_case(sentence)
    plan = _compile_pattern("plan").search(folded)
    if plan and _other_plan().match(folded, plan.end()):
        return None
    continues = bool(_compile_pattern("continues").search(folded)) and not _compile_pattern("denies").search(folded)
    if not plan and not (continues and find_ids(sentence)):
        return None
    ordinal = next(_find_ordinals(folded), None)
    return Statement(
        " ".join(sentence.split()),
        continues,
        tuple(find_ids(sentence)),
        frozenset(_drop_chapter(match[1]) for match in _commitment_pattern().finditer(folded)),
        frozenset(int(year) for year in _YEARS.findall(sentence)),
        ordinal,
        bool(_compile_pattern("previous").search(folded)),
    )


def _find_ordinals(folded: str) -> Iterator[int]:
    for number, pattern in _ordinal_patterns().items():
        if pattern.search(folded):
            yield number


@cache
def _ordinal_patterns() -> Mapping[int, re.Pattern[str]]:
    patterns = {}
    for number, wordings in load_data("prose/succession")["ordinals"].items():
        words = "|".join(re.escape(fold_case(word)) for word in wordings)
        # 'Commitment 3 of the plan' and 'I plan' name no third and no first plan.
        before = "|".join(re.escape(fold_case(word)) for word in wordings if not word.isdigit() and len(word) > 1)
        forms = (
            rf"\b(?:{before}) (?:[^\W\d]+ ){{0,4}}(?:plan|nap\b)",
            rf"\bplan (?:[^\W\d]+ )?(?:{words})\b",
            rf"\bnap ?(?:{words})\b",
        )
        patterns[int(number)] = re.compile("|".join(forms))
    return patterns


@cache
def _compile_pattern(kind: str) -> re.Pattern[str]:
    wordings = [word for language in load_data("prose/succession")["wordings"].values() for word in language[kind]]
    return re.compile(
        r"\b(?:" + "|".join(re.escape(fold_case(word)) for word in sorted(wordings, key=len)[::-1]) + r")"
    )


@cache
def _other_plan() -> re.Pattern[str]:
    """Return the pattern behind 'action plan' that makes it another one: 'triennal de la Stratégie nationale'."""
    word, of = r"[^\W\d]+", r"(?:of|for|del?|d[aou]|des)"
    return re.compile(
        rf"\w*(?:(?: {word}){{0,2}} {of}(?: {word}){{0,3}})? (?:l['’])?{_compile_pattern('others').pattern}"
    )


@cache
def _any_pattern() -> re.Pattern[str]:
    return re.compile(f"{_compile_pattern('plan').pattern}|{_compile_pattern('continues').pattern}")


@cache
def _commitment_pattern() -> re.Pattern[str]:
    labels = "|".join(re.escape(fold_case(label)) for label in load_data("linkage/titles")["labels"])
    return re.compile(rf"\b(?:{labels})s?\s(?:n[o°º.]{{1,3}}\s?)?([a-z]?\.?\d{{1,3}}(?:\.\d{{1,2}}){{0,3}})\b")


def _drop_chapter(number: str) -> str:
    """Return a number without the letter of its chapter, which documents print or not."""
    return number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.") or number


def judge_statements(
    earlier: PlanCommitment, found: Sequence[Statement], later: int | None = None
) -> tuple[float, Statement | None]:
    """Return how firmly statements of a later commitment speak of an earlier one (`FIRM`, `LIKELY`, 0), and which does.

    `later` is the number of the later commitment's plan, None where it is unknown.
    """
    best: tuple[float, Statement | None] = (0.0, None)
    for one in found:
        score = _statement_strength(one, earlier, later)
        if score > best[0]:
            best = (score, one)
    return best


def find_named_pairs(
    commitments: Sequence[PlanCommitment], said: Sequence[Sequence[Statement]]
) -> list[tuple[int, int]]:
    """Return the positions (earlier, later) of the pairs that statements name firmly, however unlike their texts are.

    `said` holds the statements of each commitment.
    """
    places: dict[tuple[str, str], list[int]] = {}
    for position, one in enumerate(commitments):
        for name in {one.key, *map(_drop_chapter, one.numbers)}:
            places.setdefault((one.country, name), []).append(position)
    found = set()
    for later, statements_of_it in enumerate(said):
        names = {name for one in statements_of_it if one.continues for name in (*one.ids, *one.numbers)}
        for name in names:
            for earlier in places.get((commitments[later].country, name), ()):
                if commitments[later].follows(commitments[earlier]):
                    firm, _ = judge_statements(commitments[earlier], statements_of_it, commitments[later].plan_number)
                    if firm >= FIRM:
                        found.add((earlier, later))
    return sorted(found)


def _statement_strength(one: Statement, earlier: PlanCommitment, later: int | None) -> float:
    if not one.continues:
        return 0.0
    if earlier.key in one.ids:
        return FIRM
    if one.names(earlier, later):
        return FIRM if one.numbers & {_drop_chapter(number) for number in earlier.numbers} else LIKELY
    return 0.0
