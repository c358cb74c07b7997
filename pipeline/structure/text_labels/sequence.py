"""The most likely labels of a text: candidates that do not overlap, in an order that templates share (Viterbi)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.structure.milestones.columns import DATES
from pipeline.structure.text_labels.candidates import Candidate
from pipeline.structure.text_labels.evidence import ANSWER_REACH, Evidence, collect_evidence, is_closed
from pipeline.structure.text_labels.model import LabelModel
from pipeline.structure.text_labels.places import is_dangling, is_limited

ORDER_WEIGHT = 0.2
"""Share of the order's log odds: of 0.15 to 0.8 those between 0.2 and 0.3 cut the texts of held-out countries best."""

NEVER = -1e9

IDEA_ODDS = 4.0
"""Log odds of a head that the rules of ideas read: annotated texts have too few of them to weigh them by."""

CLOSED_ODDS = 4.0
"""Log odds of a known wording that a mark, its line's end or a limit closes or that returns: of 1 to 6, 4 is enough."""

RETURNING_WORDS = 3
"""Words of a known wording that two sentences of a text do not share by chance."""

STYLE_ODDS = 4.0
"""Log odds of an unknown question that is printed as the text's known labels are: its answer is not the one above."""

STRANGE_ODDS = 2.0
"""Log odds against what resembles no wording and is not printed as the text's known labels are."""

LEAST_IN_STYLE = 0.5
"""Share of the text's other known labels that such a question looks like."""

AGREEING = 0.2
"""Similarity by which another class may lead the one of the idea: where likeness says otherwise, ideas don't decide."""

LEAST_LIKE = 0.27
"""Similarity below which texts share a common word or ending with a wording and no more."""

LINE_ODDS = 4.0
"""Log odds of the words that open a line, like a wording, where known labels open most of the text's other lines."""

LEAST_PAIRED = 0.4
"""Share of a text's lines that known labels open from which its other lines open with labels, too: annotated texts of
labels and answers on one line have 0.42 to 0.6, as some unknown words are among their labels."""

LIKE_LABEL = 0.4
"""Similarity from which such words are no beginning of a sentence: below, those of annotated texts were prose."""

LEAST_OPENING = 4
"""Closed known labels from which it is told where a text prints them."""

MOST_OPEN = 0.8
"""Share of these that open their lines, from which an unknown wording inside a line is prose."""

HEAD_ODDS = 3.0
"""Log odds that a column of a table adds to the word for milestones next to it: two columns are no sentence."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate that is a label, with its class."""

    candidate: Candidate
    name: str


@dataclass(frozen=True, slots=True)
class _Step:
    """A label in a sequence and the step before it."""

    row: int
    label: int
    before: _Step | None


@dataclass(frozen=True, slots=True)
class _State:
    """The best sequences of labels that end by a place: log odds and last step by the class of the last label."""

    odds: Any
    steps: tuple[_Step | None, ...]


def choose_labels(text: str, candidates: Sequence[Candidate], model: LabelModel) -> list[Choice]:
    """Choose the labels of a text among its candidates."""
    import numpy as np

    if not candidates:
        return []
    evidence = collect_evidence(text, candidates, model.class_of, len(model.classes))
    scores = model.scores(evidence)
    _force_heads(scores, candidates, model)
    sure = np.array([_is_surely_closed(text, c) for c in candidates], dtype=float)
    scores[:, :-1] += CLOSED_ODDS * evidence.known[:, :-1] * sure[:, None]
    scores += IDEA_ODDS * _heads_with_an_idea(text, evidence, candidates)
    scores += LINE_ODDS * _opens_answered_line(text, evidence, candidates)[:, None]
    scores[:, -1] += STYLE_ODDS * _questions_in_style(evidence, candidates)
    # What resembles no wording and fits no rule of ideas is a label without a class, if it is one.
    weak = _is_weak(evidence)
    scores[:, :-1][weak] = NEVER
    scores[:, -1] -= STRANGE_ODDS * weak * (evidence.in_style < LEAST_IN_STYLE)
    scores -= STYLE_ODDS * _inside_lines(text, evidence, candidates)[:, None]
    best = _search_best_sequence(scores, candidates, model)
    chosen: list[Choice] = []
    while best is not None:
        chosen.append(Choice(candidates[best.row], model.classes[best.label]))
        best = best.before
    return chosen[::-1]


def _is_surely_closed(text: str, candidate: Candidate) -> bool:
    return is_closed(text, candidate) or is_limited(text, candidate.at, candidate.end) or _returns(text, candidate)


def _returns(text: str, candidate: Candidate) -> bool:
    """Return whether a capital opens a wording of some words that the text has elsewhere too: a form is repeated."""
    span = text[candidate.at : candidate.end]
    return candidate.repeats > 1 and span[:1].isupper() and len(span.split()) >= RETURNING_WORDS


def _heads_with_an_idea(text: str, evidence: Evidence, candidates: Sequence[Candidate]) -> Any:
    """Return 1 for the class of a line of its own, or of words before a colon, that the rules of ideas read."""
    import numpy as np

    has_lines = "\n" in text
    in_pairs = [
        share >= LEAST_PAIRED if has_lines else c.place.after_sentence
        for c, share in zip(candidates, evidence.paired, strict=True)
    ]
    heads = [
        text[c.end : c.end + 1] != "."
        and bool(
            c.kinds & {"line", "colon", "question"} or (c.kinds & {"glued", "headed"} and paired and _is_ended(text, c))
        )
        for c, paired in zip(candidates, in_pairs, strict=True)
    ]
    is_head = np.array(heads, dtype=float)
    agrees = evidence.near >= evidence.near.max(1, keepdims=True) - AGREEING
    return evidence.meant * agrees * is_head[:, None] * (evidence.known.max(1) == 0)[:, None]


def _is_ended(text: str, candidate: Candidate) -> bool:
    """Return whether a capital can end some words: their last one has none, or all are in capitals.

    'Open Budget' of 'Open Budget Survey' is a part of a name. A single word ends where an article opens a sentence:
    'Content The ministries agree'.
    """
    words = text[candidate.at : candidate.end].split()
    if len(words) == 1:
        return _opens_sentence(text[candidate.end : candidate.end + ANSWER_REACH])
    return words[-1].islower() or "".join(words).isupper()


def _opens_sentence(text: str) -> bool:
    first, *others = text.split() or [""]
    return bool(others) and first.istitle() and is_dangling(first.lower()) and others[0].islower()


def _opens_answered_line(text: str, evidence: Evidence, candidates: Sequence[Candidate]) -> Any:
    """Return 1 for the first words that a capital ends of a line, in a text of labels and answers on one line each."""
    import numpy as np

    first: dict[int, int] = {}
    for candidate in candidates:
        if "glued" in candidate.kinds:
            first[candidate.at] = min(candidate.end, first.get(candidate.at, candidate.end))
    told = evidence.known.max(1) + evidence.meant.max(1) > 0
    others = {candidate.at for candidate, is_told in zip(candidates, told, strict=True) if is_told}
    opens = np.array(
        [first.get(c.at) == c.end and c.at not in others and _is_ended(text, c) for c in candidates], dtype=float
    )
    return opens * (evidence.paired >= LEAST_PAIRED) * (evidence.near.max(1) >= LIKE_LABEL)


def _questions_in_style(evidence: Evidence, candidates: Sequence[Candidate]) -> Any:
    """Return 1 for a question on a line of its own in a text whose known labels are printed so: it is a label, too."""
    import numpy as np

    asks = np.array([{"question", "line"} <= candidate.kinds for candidate in candidates], dtype=float)
    return asks * (evidence.in_style >= LEAST_IN_STYLE) * (evidence.known.max(1) == 0)


def _inside_lines(text: str, evidence: Evidence, candidates: Sequence[Candidate]) -> Any:
    """Return 1 for an unknown wording within a line, in a text whose known labels open lines: prose may ask, too.

    The head of a table of milestones may be there where its columns are those of dates.
    """
    import numpy as np

    is_known = evidence.known.max(1) > 0
    opens = [c.place.line_start for c, known in zip(candidates, is_known, strict=True) if known and is_closed(text, c)]
    if len(opens) < LEAST_OPENING or sum(opens) < MOST_OPEN * len(opens):
        return np.zeros(len(candidates))
    inside = [not c.place.line_start and set(DATES).isdisjoint(c.columns) for c in candidates]
    return np.array(inside, dtype=float) * ~is_known


def _is_weak(evidence: Evidence) -> Any:
    """Return for each candidate whether nothing says of which class it would be."""
    return (evidence.near.max(1) < LEAST_LIKE) & (evidence.known.max(1) + evidence.meant.max(1) == 0)


def _force_heads(scores: Any, candidates: Sequence[Candidate], model: LabelModel) -> None:
    """Let the head of a milestone table be no label but that of milestones, and a surer one than its first words."""
    milestones = model.classes.index("milestones")
    surest: dict[int, float] = defaultdict(lambda: HEAD_ODDS)
    for candidate, odds in zip(candidates, scores[:, milestones], strict=True):
        surest[candidate.at] = max(surest[candidate.at], float(odds) + HEAD_ODDS)
    for row, candidate in enumerate(candidates):
        if "head" in candidate.kinds:
            scores[row] = NEVER
            scores[row, milestones] = max(surest[candidate.at], HEAD_ODDS * len(candidate.columns))


def _search_best_sequence(scores: Any, candidates: Sequence[Candidate], model: LabelModel) -> _Step | None:
    import numpy as np

    size = len(model.classes)
    order = ORDER_WEIGHT * model.transitions
    odds = np.full(size + 1, NEVER)
    odds[size] = 0.0
    states, places = [_State(odds, (None,) * (size + 1))], [0]
    ending: dict[int, list[int]] = defaultdict(list)
    for row, candidate in enumerate(candidates):
        ending[candidate.end].append(row)
    for end in sorted(ending):
        current = states[-1]
        odds, steps = current.odds.copy(), list(current.steps)
        for row in ending[end]:
            before = states[bisect_right(places, candidates[row].start) - 1]
            reached = before.odds[:, None] + order[:, :size]
            source = reached.argmax(0)
            total = reached[source, np.arange(size)] + scores[row]
            for label in np.nonzero(total > odds[:size])[0]:
                odds[label] = total[label]
                steps[label] = _Step(row, int(label), before.steps[source[label]])
        states.append(_State(odds, tuple(steps)))
        places.append(end)
    last = states[-1]
    return last.steps[int((last.odds + order[:, size]).argmax())]
