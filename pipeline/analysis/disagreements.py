"""Where the government, the IRM and civil society rate the same thing differently.

Compared are completion levels of commitments, statuses of milestones, and statuses that stakeholders propose. Only
ratings that can't both be right count: green (substantial or complete) agrees with both levels, and a later level that
is higher than an earlier one is progress.

The distance between two ratings of progress: completion levels and traffic lights on one scale of four grades.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.analysis.rows import unique_values
from pipeline.analysis.stories import Story, StoryMilestone, StoryRating
from pipeline.lexicon.vocabularies import NOT_ASSESSED
from pipeline.normalize.institutions import classify_kind


@dataclass(frozen=True, slots=True)
class GradeSpan:
    """The grades that a rating represents: 0 not started, 1 limited, 2 substantial, 3 complete.

    Green means substantial or complete, so it spans two grades.
    """

    low: int
    high: int


GRADES = {
    "not_started": GradeSpan(0, 0),
    "not_started_or_delayed": GradeSpan(0, 0),
    "limited": GradeSpan(1, 1),
    "substantial": GradeSpan(2, 2),
    "complete": GradeSpan(3, 3),
    "complete_or_substantial": GradeSpan(2, 3),
}
"""Code of completion or milestone_status -> its grades; other codes (withdrawn, no_evidence) are on no scale."""


def grade_span(values: Iterable[str]) -> GradeSpan | None:
    """Return the span from the lowest to the highest of several ratings, None if one is on no scale.

    >>> grade_span(["limited", "complete_or_substantial"]), grade_span(["withdrawn"]), grade_span([])
    (GradeSpan(low=1, high=3), None, None)
    """
    spans = [GRADES.get(value) for value in values]
    graded = [grades for grades in spans if grades is not None]
    if not graded or len(graded) < len(spans):
        return None
    return GradeSpan(min(s.low for s in graded), max(s.high for s in graded))


def grade_gap(first: GradeSpan, second: GradeSpan) -> int:
    """Return how many grades the first is above the second (below: negative); 0 if the two can agree.

    >>> green = GradeSpan(2, 3)
    >>> grade_gap(green, GradeSpan(3, 3)), grade_gap(green, GradeSpan(1, 1)), grade_gap(GradeSpan(0, 0), green)
    (0, 1, -2)
    """
    if first.low > second.high:
        return first.low - second.high
    return -(second.low - first.high) if second.low > first.high else 0


PHASE_ORDER = {"midterm": 1, "end_of_term": 2}
"""Phases of a plan in which progress is rated, in order."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The judgment of one side (government, irm, civil_society, multilateral, private, stakeholder) as codes.

    `who` is the author of a proposal. `basis` says what the codes were given for: the commitment, its parts, its
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
    """Two judgments of one commitment or milestone that can't both be right.

    `gap` is how many grades the first is above the second, None if one is on no scale (withdrawn, no evidence).
    `moment` says whether both are about the same phase of the plan: same, different, unknown.
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


def find_disagreements(stories: Iterable[Story]) -> tuple[Disagreement, ...]:
    """Return the disagreements on commitments in their order, on a commitment before those on its milestones."""
    return tuple(disagreement for story in stories for disagreement in _compare_story(story))


def _compare_story(story: Story) -> Iterator[Disagreement]:
    title = max(story.titles, key=lambda first: len(first.documents)).text if story.titles else None
    for part, judgements in _commitment_judgements(story):
        for first, second, distance, moment in _find_opposed_pairs(judgements):
            yield Disagreement(story.name, story.plan_id, title, None, None, part, first, second, distance, moment)
    for milestone in story.milestones:
        for first, second, distance, moment in _find_opposed_pairs(_milestone_judgements(milestone)):
            of = (milestone.number, milestone.text, milestone.part)
            yield Disagreement(story.name, story.plan_id, title, *of, first, second, distance, moment)


def _commitment_judgements(story: Story) -> Iterator[tuple[str | None, list[Judgement]]]:
    """Yield the whole commitment and each of its parts with their judgments."""
    levels = [r for r in story.ratings if r.indicator == "completion" and r.value not in NOT_ASSESSED]
    judgements = [_build_judgement([rating], "the commitment") for rating in levels if rating.part is None]
    known_sides = {(judgement.side, judgement.phase) for judgement in judgements}
    for side, phase in dict.fromkeys((r.assessor, r.phase) for r in levels if r.part is not None):
        if (side, phase) not in known_sides:
            parts = [r for r in levels if r.part is not None and (r.assessor, r.phase) == (side, phase)]
            judgements.append(_build_judgement(parts, "its parts"))
    judgements += _judge_by_milestones(story, {judgement.side for judgement in judgements})
    yield None, _drop_undated_repeats(judgements)
    for part in unique_values(rating.part for rating in levels):
        yield part, [_build_judgement([rating], "this part") for rating in levels if rating.part == part]


def _drop_undated_repeats(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Leave out an undated judgment that repeats a dated one of the same side."""
    dated = {(judgement.side, judgement.values) for judgement in judgements if judgement.phase}
    return [judgement for judgement in judgements if judgement.phase or (judgement.side, judgement.values) not in dated]


def _judge_by_milestones(story: Story, sides: set[str]) -> Iterator[Judgement]:
    """Yield what the milestones say about the commitment, for sides that do not rate it as a whole."""
    statuses = [rating for milestone in story.milestones for rating in milestone.ratings]
    for side, phase in dict.fromkeys((r.assessor, r.phase) for r in statuses):
        if side not in sides:
            yield _build_judgement([r for r in statuses if (r.assessor, r.phase) == (side, phase)], "its milestones")


def _build_judgement(ratings: Sequence[StoryRating], basis: str) -> Judgement:
    return Judgement(
        ratings[0].assessor,
        unique_values(rating.value for rating in ratings),
        ratings[0].phase,
        basis,
        unique_values(document for rating in ratings for document in rating.documents),
    )


def _milestone_judgements(milestone: StoryMilestone) -> list[Judgement]:
    ratings = [_build_judgement([r], "this milestone") for r in milestone.ratings if r.value not in NOT_ASSESSED]
    proposals = [
        Judgement(
            classify_side(remark.author),
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
    return [*ratings, *proposals]


def classify_side(author: str | None) -> str:
    """Return the side of a named author by the words of the name; `stakeholder` if they don't show it.

    >>> [classify_side(name) for name in ("Ministry of Fisheries", "Harbour Watch NGO", "Harbour", None)]
    ['government', 'civil_society', 'stakeholder', 'stakeholder']
    """
    kind = classify_kind(author) if author else "unknown"
    return "stakeholder" if kind == "unknown" else kind


def _find_opposed_pairs(judgements: Sequence[Judgement]) -> Iterator[tuple[Judgement, Judgement, int | None, str]]:
    """Yield pairs of different speakers that can't both be right, the government first."""
    ranked = sorted(
        judgements,
        key=lambda first: _SIDE_ORDER.get(first.side, len(_SIDE_ORDER)) + (len(_SIDE_ORDER) if first.who else 0),
    )
    for first, second in combinations(ranked, 2):
        if (first.side, first.who) == (second.side, second.who) or (first.who and second.who):
            continue
        moment = _compare_moments(first, second)
        distance = _measure_gap(first, second)
        if distance != 0 and not _is_progress(first, second, distance):
            yield first, second, distance, moment


_SIDE_ORDER = {"government": 0, "irm": 1, "civil_society": 2}


def _measure_gap(first: Judgement, second: Judgement) -> int | None:
    """Return the grades between two judgments; 0 if they agree, None if they differ but one is on no scale."""
    spans: tuple[GradeSpan | None, GradeSpan | None] = (grade_span(first.values), grade_span(second.values))
    if spans[0] is None or spans[1] is None:
        return 0 if set(first.values) & set(second.values) else None
    return grade_gap(spans[0], spans[1])


def _compare_moments(first: Judgement, second: Judgement) -> str:
    if first.phase not in PHASE_ORDER or second.phase not in PHASE_ORDER:
        return "same" if set(first.documents) & set(second.documents) else "unknown"
    return "same" if first.phase == second.phase else "different"


def _is_progress(first: Judgement, second: Judgement, distance: int | None) -> bool:
    """Return whether the later of two judgments is the higher one, so that both may be right."""
    if first.phase not in PHASE_ORDER or second.phase not in PHASE_ORDER or first.phase == second.phase:
        return False
    if distance is None:
        return True
    return (distance < 0) == (PHASE_ORDER[first.phase] < PHASE_ORDER[second.phase])
