"""Where the government, the IRM and civil society judge the same thing differently.

Compared are completion levels of commitments, the statuses of milestones, and what stakeholders propose instead. Only
judgements that can't both be right count: a green light (substantial or complete) agrees with both levels, and a later
level that is higher than an earlier one is progress.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.analysis.rows import ordered
from pipeline.analysis.scale import Span, gap, span
from pipeline.analysis.stories import Milestone, Rating, Story
from pipeline.lexicon.vocabularies import NOT_ASSESSED
from pipeline.normalize.institutions import classify_kind

TIMES = {"midterm": 1, "end_of_term": 2}
"""Times of a plan at which progress is judged, in order."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one side says: the side (government, irm, civil_society, multilateral, private, stakeholder), its codes.

    `who` names the author of a proposal. `basis` says what the codes were given for: the commitment, its parts, its
    milestones, or this milestone. `conditional` means: only if something happens first.
    """

    side: str
    values: tuple[str, ...]
    phase: str | None
    basis: str
    documents: tuple[str, ...]
    who: str | None = None
    conditional: bool = False
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two judgements of one commitment or milestone that can't both be right.

    `gap` is how many grades the first stands above the second, None where one is on no scale (withdrawn, no evidence).
    `moment` says whether both speak of the same time of the plan: same, different, unknown.
    """

    commitment: str
    plan_id: str | None
    title: str | None
    milestone: str | None
    milestone_text: str | None
    part: str | None
    first: Judgement
    second: Judgement
    gap: int | None
    moment: str


def disagreements(told: Iterable[Story]) -> tuple[Disagreement, ...]:
    """Return the disagreements over some commitments, in their order, each commitment's own before its milestones'."""
    return tuple(found for story in told for found in _of_story(story))


def _of_story(story: Story) -> Iterator[Disagreement]:
    title = max(story.titles, key=lambda one: len(one.documents)).text if story.titles else None
    for part, judgements in _of_commitment(story):
        for one, other, by, moment in _opposed(judgements):
            yield Disagreement(story.name, story.plan_id, title, None, None, part, one, other, by, moment)
    for milestone in story.milestones:
        for one, other, by, moment in _opposed(_of_milestone(milestone)):
            number, text = milestone.number, milestone.text
            yield Disagreement(story.name, story.plan_id, title, number, text, None, one, other, by, moment)


def _of_commitment(story: Story) -> Iterator[tuple[str | None, list[Judgement]]]:
    """Yield each part of a commitment, and the whole, with the judgements of it."""
    levels = [r for r in story.ratings if r.indicator == "completion" and r.value not in NOT_ASSESSED]
    whole = [_judgement([rating], "the commitment") for rating in levels if rating.part is None]
    sides = {(judgement.side, judgement.phase) for judgement in whole}
    for side, phase in dict.fromkeys((r.assessor, r.phase) for r in levels if r.part is not None):
        if (side, phase) not in sides:
            parts = [r for r in levels if r.part is not None and (r.assessor, r.phase) == (side, phase)]
            whole.append(_judgement(parts, "its parts"))
    whole += _by_milestones(story, {judgement.side for judgement in whole})
    yield None, _timed(whole)
    for part in ordered(rating.part for rating in levels):
        yield part, [_judgement([rating], "this part") for rating in levels if rating.part == part]


def _timed(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Leave out a judgement without time that repeats what the same side says at a known time."""
    known = {(one.side, one.values) for one in judgements if one.phase}
    return [one for one in judgements if one.phase or (one.side, one.values) not in known]


def _by_milestones(story: Story, sides: set[str]) -> Iterator[Judgement]:
    """Yield what a side's milestones say of the commitment, for sides that do not rate it as a whole."""
    statuses = [rating for milestone in story.milestones for rating in milestone.ratings]
    for side, phase in dict.fromkeys((r.assessor, r.phase) for r in statuses):
        if side not in sides:
            yield _judgement([r for r in statuses if (r.assessor, r.phase) == (side, phase)], "its milestones")


def _judgement(ratings: Sequence[Rating], basis: str) -> Judgement:
    return Judgement(
        ratings[0].assessor,
        ordered(rating.value for rating in ratings),
        ratings[0].phase,
        basis,
        ordered(document for rating in ratings for document in rating.documents),
    )


def _of_milestone(milestone: Milestone) -> list[Judgement]:
    rated = [_judgement([r], "this milestone") for r in milestone.ratings if r.value not in NOT_ASSESSED]
    proposed = [
        Judgement(
            side(remark.author),
            (remark.proposed_status,),
            None,
            "this milestone",
            remark.documents,
            remark.author,
            remark.conditional,
            remark.text,
        )
        for remark in milestone.remarks
        if remark.proposed_status
    ]
    return [*rated, *proposed]


def side(author: str | None) -> str:
    """Return whose side a named author is on, by the words of the name; `stakeholder` where they don't tell.

    >>> side("Ministry of Fisheries"), side("Harbour Watch NGO"), side("Harbour"), side(None)
    ('government', 'civil_society', 'stakeholder', 'stakeholder')
    """
    found = classify_kind(author) if author else "unknown"
    return "stakeholder" if found == "unknown" else found


def _opposed(judgements: Sequence[Judgement]) -> Iterator[tuple[Judgement, Judgement, int | None, str]]:
    """Yield the pairs of different speakers that can't both be right, the government's word first."""
    ranked = sorted(judgements, key=lambda one: _RANK.get(one.side, len(_RANK)) + (len(_RANK) if one.who else 0))
    for one, other in combinations(ranked, 2):
        if (one.side, one.who) == (other.side, other.who) or (one.who and other.who):
            continue
        moment = _moment(one, other)
        by = _gap(one, other)
        if by != 0 and not _is_progress(one, other, by):
            yield one, other, by, moment


_RANK = {"government": 0, "irm": 1, "civil_society": 2}


def _gap(one: Judgement, other: Judgement) -> int | None:
    """Return the grades between two judgements; None where they differ but one is on no scale, 0 where they agree."""
    spans: tuple[Span | None, Span | None] = (span(one.values), span(other.values))
    if spans[0] is None or spans[1] is None:
        return 0 if set(one.values) & set(other.values) else None
    return gap(spans[0], spans[1])


def _moment(one: Judgement, other: Judgement) -> str:
    if one.phase not in TIMES or other.phase not in TIMES:
        return "same" if set(one.documents) & set(other.documents) else "unknown"
    return "same" if one.phase == other.phase else "different"


def _is_progress(one: Judgement, other: Judgement, by: int | None) -> bool:
    """Tell whether the later of two judgements is the higher one: nobody need be wrong."""
    if one.phase not in TIMES or other.phase not in TIMES or one.phase == other.phase:
        return False
    if by is None:
        return True
    return (by < 0) == (TIMES[one.phase] < TIMES[other.phase])
