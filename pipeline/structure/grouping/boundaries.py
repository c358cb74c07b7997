"""Where each commitment begins and ends.

Several ways of parting a document into commitments are tried: at texts that name a commitment by word and number, at
headings or bars of one style, at rows of a register, at a label that opens every form. Each is scored by the labels: a
good one gives every commitment several labels, none twice, and leaves no label outside.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.structure.commitments.completion import states_level
from pipeline.structure.grouping.register_rows import list_rows, name_commitment, without_repeated_rows
from pipeline.structure.labelling.document_labels import PARTS, DocumentLabel, find_label, find_labels
from pipeline.structure.lines import text_of
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.surfaces import Piece

FEWEST_LABELS = 2
"""Different labels that make a stretch of the document a form."""
FEWEST_TITLES = 3
"""Titles whose numbers count on: two may be those of any list."""

FEWEST_REPEATED = 3
"""Labels that return within one commitment and are those of a second form."""

FEWEST_OF_ONE = 4
"""Different fields that a table asks for to be a form where nothing repeats: other tables may have a label or two."""

UNSURE = 0.6
"""What a wording that only repeats is worth next to one that the lexicon knows."""

MANY = frozenset({
    "relevance", "milestones", "problem_statement", "expected_results", "additional_information", "actors",
    "actors_government", "actors_non_government", "contacts", "contact_name", "contact_position", "contact_email",
    "contact_phone", "description", "indicators", "expected_outputs", "text", "responsible", "status", "number",
    "start_date", "end_date", "timeline", "evidence", "theme", "ogp_challenge", "results", "completion", "title",
})  # fmt: skip
"""Fields that one form may ask for in several wordings; the same wording twice counts as a repetition all the same."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way of parting a document: what it parts at, the stretches of pieces, and how well the labels fit it.

    `untitled` are the stretches below a commitment in which all its labels return: forms that are not its own.
    """

    by: str
    groups: tuple[range, ...]
    score: float
    untitled: tuple[range, ...] = ()


def find_best_grouping(pieces: Sequence[Piece], labels: Mapping[str, DocumentLabel]) -> Grouping | None:
    """Return the way of parting that the labels fit best, None where no stretch holds two labels."""
    held = find_labels(pieces, labels)
    if sum(label is not None for label in held) < FEWEST_LABELS:
        return None
    walls = _Walls(pieces, held, labels)
    tried: list[Grouping] = []
    proposals = list(_propose_groupings(pieces, held))
    sequences = [
        (by, starts)
        for by, starts, _ in proposals
        if by in ("named", "number", "style") and _is_sequence(pieces, starts)
    ]
    for by, starts, bonus in proposals:
        groups = tuple(walls.groups(starts))
        if by == "label" and (
            _closes_with_titles(groups, held)
            or any(
                _is_shifted(groups, titles, held) or (kind == "named" and _is_below(starts, titles))
                for kind, titles in sequences
            )
        ):
            continue
        cut = [_find_second_form(group, held) for group in groups]
        untitled = tuple(range(at, group.stop) for at, group in zip(cut, groups, strict=True) if at < group.stop)
        groups = tuple(range(group.start, at) for at, group in zip(cut, groups, strict=True))
        if by == "record":
            groups = tuple(without_repeated_rows(groups, held, pieces))
        tried.append(Grouping(by, groups, _score_grouping(groups, held, pieces, untitled) + bonus, untitled))
    best = max(tried, key=_weigh_by_text(tried, held, pieces), default=None)
    if best is None or best.score <= 0:
        return None
    kept = tuple(group for group in best.groups if _is_kept(group, held, best.by))
    return replace(best, groups=kept) if kept else None


def _weigh_by_text(
    tried: Sequence[Grouping], held: Sequence[DocumentLabel | None], pieces: Sequence[Piece]
) -> Callable[[Grouping], float]:
    """Return what weighs a way of parting: its score by labels, and the share of the labelled text that it covers.

    Registers that repeat the forms in short have as many labels as they, and a part of the text.
    """
    words = [_count_answer_words(piece) for piece in pieces]
    first = next((index for index, label in enumerate(held) if label), 0)

    def covered_pieces(grouping: Grouping) -> set[int]:
        labelled = (g for g in grouping.groups if len({label.key for i in g if (label := held[i])}) >= FEWEST_LABELS)
        # What is before the first label of all introduces the document.
        return {index for group in labelled for index in group if index >= first}

    total = sum(words[index] for index in set().union(*map(covered_pieces, tried)))
    return lambda grouping: grouping.score * sum(words[index] for index in covered_pieces(grouping)) / max(1, total)


def _count_answer_words(piece: Piece) -> int:
    answer = piece.answer if piece.is_candidate else piece.as_blocks()
    return len(text_of(answer).split())


def _is_kept(group: range, held: Sequence[DocumentLabel | None], by: str) -> bool:
    """Return whether a stretch is a commitment: it has labels enough, or its heading names it and one label follows."""
    distinct = {label.key for index in group if (label := held[index])}
    return len(distinct) >= (1 if by in ("named", "record") else FEWEST_LABELS)


Proposal = tuple[str, list[int], float]
"""What the document is parted at, the indices of the pieces that open a commitment, a bonus for surer signs."""


def _propose_groupings(pieces: Sequence[Piece], held: Sequence[DocumentLabel | None]) -> Iterator[Proposal]:
    yield from _propose_names(pieces, held)
    yield from _propose_styles(pieces, held)
    yield from _propose_first_rows(pieces, held)
    yield from _propose_labels(pieces, held)
    yield from _propose_records(pieces)
    yield from _propose_tables(pieces, held)


def _propose_names(pieces: Sequence[Piece], held: Sequence[DocumentLabel | None]) -> Iterator[Proposal]:
    """Propose the texts that name a commitment by its word and number, of one style, of one surface, and all."""
    named: dict[object, list[int]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        if piece.is_candidate and is_named(piece.text) and held[index] is None:
            named[piece.style].append(index)
            named[piece.surface].append(index)
            named["any"].append(index)
    for starts in named.values():
        yield "named", starts, 1.0


def _propose_styles(pieces: Sequence[Piece], held: Sequence[DocumentLabel | None]) -> Iterator[Proposal]:
    """Propose the headings and bars of one style that are no labels; where some have numbers, those alone too.

    Lines in body type are proposed where they have numbers. Rows across a register are themes.
    """
    registers = {piece.table for piece in pieces if piece.record >= 0}
    styles: dict[object, list[int]] = defaultdict(list)
    lines: dict[object, list[int]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        if piece.is_running_line:
            continue
        if piece.surface == "line" and held[index] is None and split_number(piece.text)[0]:
            lines[piece.style].append(index)
        is_theme = piece.surface == "bar" and piece.table in registers
        is_title = piece.surface in ("heading", "bar", "opening") and not is_theme
        if is_title and held[index] is None and not states_level(piece.text):
            styles[piece.style].append(index)
    for starts in lines.values():
        yield "number", starts, 0.1
    for starts in styles.values():
        # Where theme and title both are above one form, the title is nearer.
        yield "style", starts, 0.5 + 0.01 * min(pieces[starts[0]].rank, 9)
        numbered = [index for index in starts if split_number(pieces[index].text)[0]]
        if numbered and len(numbered) < len(starts):
            yield "number", numbered, 0.2


def _propose_first_rows(pieces: Sequence[Piece], held: Sequence[DocumentLabel | None]) -> Iterator[Proposal]:
    """Propose the row with a number over the labels of a document's only form: no heading is as near.

    The form's name may be above it. Where other rows have numbers as well, they are parts of a form.
    """
    bars = [i for i, piece in enumerate(pieces) if piece.surface == "bar" and piece.table >= 0 and held[i] is None]
    numbered = [index for index in bars if split_number(pieces[index].text)[0]]
    if len(numbered) != 1:
        return
    of_table = [index for index, piece in enumerate(pieces) if piece.table == pieces[numbered[0]].table]
    labels = [index for index in of_table if held[index]]
    if numbered[0] + 1 in labels and {index for index in of_table if index < labels[0]} <= set(bars):
        # The heading of its chapter may be a label elsewhere: 'Implementation'.
        above = (piece for piece, label in zip(pieces[: numbered[0]], held, strict=False) if label)
        yield "number", numbered, 0.6 + sum(piece.surface == "heading" and not piece.answer for piece in above)


def _propose_labels(pieces: Sequence[Piece], held: Sequence[DocumentLabel | None]) -> Iterator[Proposal]:
    """Propose the occurrences of one label: the one that opens every form."""
    places: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for index, label in enumerate(held):
        if label is not None and pieces[index].record < 0 and not pieces[index].is_milestone_table:
            places[label.key, pieces[index].table >= 0].append(index)
    for starts in places.values():
        titled = held[starts[0]]
        bonus = 0.4 if titled is not None and titled.field in ("commitment", "title") else 0.0
        if len(starts) > 1 or bonus:
            yield "label", starts, bonus


def _propose_records(pieces: Sequence[Piece]) -> Iterator[Proposal]:
    """Propose the rows of registers, each table alone and all together."""
    tables: dict[int, dict[int, int]] = defaultdict(dict)
    for index, piece in enumerate(pieces):
        if piece.record >= 0:
            tables[piece.table].setdefault(piece.record, index)
    for rows in tables.values():
        yield "record", list(rows.values()), 0.5
    if len(tables) > 1:
        yield "record", sorted(index for rows in tables.values() for index in rows.values()), 0.5


def _propose_tables(pieces: Sequence[Piece], held: Sequence[DocumentLabel | None]) -> Iterator[Proposal]:
    """Propose the first label of a table that asks for several things: the only form of its document."""
    tables: dict[int, dict[str, int]] = defaultdict(dict)
    for index, label in enumerate(held):
        if label is not None and label.field and pieces[index].table >= 0 and pieces[index].record < 0:
            tables[pieces[index].table].setdefault(label.field, index)
    for fields in tables.values():
        if len(fields) >= FEWEST_OF_ONE:
            yield "label", [min(fields.values())], 0.0


def _is_sequence(pieces: Sequence[Piece], starts: Sequence[int]) -> bool:
    """Return whether the numbers of titles count on for the most part; those of steps begin anew in each commitment."""
    numbers = [split_number(pieces[index].text)[0] or "" for index in starts]
    values = [[int(part) for part in re.findall(r"\d+", number)] for number in numbers]
    steps = sum(a[:-1] == b[:-1] and b[-1] == a[-1] + 1 for a, b in pairwise(values) if a and b)
    return len(starts) >= FEWEST_TITLES and steps >= len(starts) / 2


def _is_shifted(groups: Sequence[range], titles: Sequence[int], held: Sequence[DocumentLabel | None]) -> bool:
    """Return whether most groups have one of the titles between two of their labels.

    The labels of forms repeat in a cycle, which can be cut at each of them. Cut at a label below the title, the end of
    one commitment and the beginning of the next make a group as good as a commitment, of texts of two.
    """
    forms = shifted = 0
    for group in groups:
        labels = [index for index in group if held[index]]
        if len(labels) >= FEWEST_LABELS:
            forms += 1
            shifted += bisect_left(titles, labels[-1]) - bisect_right(titles, labels[0]) == 1
    return shifted > forms / 2


def _closes_with_titles(groups: Sequence[range], held: Sequence[DocumentLabel | None]) -> bool:
    """Return whether the label that asks for the title is mostly behind a third of its group's: the next form's."""
    titled = late = 0
    for group in groups:
        fields = [label.field for index in group if (label := held[index])]
        place = next((at for at, field in enumerate(fields) if field in ("commitment", "title")), None)
        titled += place is not None
        late += place is not None and 3 * place > len(fields)
    return late > max(1, titled / 2)


def _is_below(starts: Sequence[int], titles: Sequence[int]) -> bool:
    """Return whether a label is the first below each title that names a commitment: the title opens the form.

    What a glossary above the first title calls by the same name is none.
    """
    below = [start for start in starts if start > titles[0]]
    return bool(below) and {start - 1 for start in below} <= set(titles)


def _find_second_form(group: range, held: Sequence[DocumentLabel | None]) -> int:
    """Return where the labels of a commitment begin anew, the end of the group where they do not.

    A form that lost its title follows. Labels that return one by one are those of a commitment's parts.
    """
    places: dict[str, list[int]] = {}
    for index in group:
        if (label := held[index]) and label.field not in PARTS:
            places.setdefault(label.key, []).append(index)
    again = sorted(found[1] for found in places.values() if len(found) > 1)
    if len(again) < FEWEST_REPEATED or len(again) < len(places) / 2:
        return group.stop
    first = sorted(found[0] for found in places.values())
    return again[0] if again[0] > first[FEWEST_REPEATED - 1] else group.stop


def find_opener(pieces: Sequence[Piece], start: int, labels: Mapping[str, DocumentLabel]) -> int:
    """Return the piece that ranks a commitment: the title, also where 'Commitment 1' and its level are alone above."""
    name = pieces[start]
    below = next((i for i, piece in enumerate(pieces[start + 1 :], start + 1) if not states_level(piece.text)), start)
    title = pieces[below]
    is_bare = is_named(name.text) and not split_number(name.text)[1]
    is_titled = title.surface == "heading" and find_label(title, labels) is None
    is_lower = name.surface != "heading" or title.rank < name.rank
    return below if is_bare and is_titled and is_lower else start


class _Walls:
    """Where a commitment that begins at a piece ends: at the next one, a heading as high, or with its register row."""

    def __init__(
        self, pieces: Sequence[Piece], held: Sequence[DocumentLabel | None], labels: Mapping[str, DocumentLabel]
    ) -> None:
        self.pieces = pieces
        self.held = held
        self.labels = labels
        self.label_rank = _rank_of_labels(pieces, held)
        self.headings = [
            index
            for index, (piece, label) in enumerate(zip(pieces, held, strict=True))
            if piece.surface == "heading" and label is None and piece.table < 0
        ]

    def groups(self, starts: Sequence[int]) -> Iterator[range]:
        """Yield the stretches that begin at the given pieces."""
        for start, after in pairwise([*starts, len(self.pieces)]):
            opener = find_opener(self.pieces, start, self.labels)
            inside: Sequence[int] = range(opener + 1, after)
            if self.pieces[opener].record < 0:
                inside = self.headings[bisect_right(self.headings, opener) : bisect_left(self.headings, after)]
            end = next((i for i in inside if self._closes(start, opener, i)), after)
            yield range(start, end)

    def _closes(self, start: int, opener: int, index: int) -> bool:
        first, piece = self.pieces[opener], self.pieces[index]
        if first.record >= 0:
            return piece.record != first.record or piece.table != first.table
        if first.surface == "heading" and self.held[start] is None:
            return piece.rank <= first.rank
        # A commitment that begins at a bar, a line or a label ends at a heading more prominent than its labels.
        return piece.rank < self.label_rank


def _rank_of_labels(pieces: Sequence[Piece], held: Sequence[DocumentLabel | None]) -> int:
    """Return the rank of the headings that are labels; labels next to their answers are below every heading."""
    paired = list(zip(pieces, held, strict=True))
    ranks = Counter(piece.rank for piece, label in paired if label and piece.surface == "heading")
    beside = sum(1 for piece, label in paired if label and piece.surface != "heading")
    if not ranks or sum(ranks.values()) < beside:
        return 1000
    return ranks.most_common(1)[0][0]


def _score_grouping(
    groups: Sequence[range],
    held: Sequence[DocumentLabel | None],
    pieces: Sequence[Piece],
    untitled: Sequence[range] = (),
) -> float:
    """Weigh a way of parting: distinct labels of each group, less repetitions, labels left outside, empty groups."""
    score = 0.0
    inside: set[int] = set()
    elsewhere = {index for rest in untitled for index in rest}
    named: set[str] = set()
    for group in groups:
        labels = [label for index in group if (label := held[index])]
        # One commitment may have several tables of milestones.
        tables = Counter(label.key for index in group if (label := held[index]) and pieces[index].is_milestone_table)
        counts = (Counter(label.key for label in labels) - tables) | Counter(set(tables))
        fields = Counter(label.field for label in {label.key: label for label in labels}.values() if label.field)
        unknown = {label.key for label in labels if label.method == "repetition"}
        twice = sum((count - 1) * (UNSURE if name in unknown else 1.0) for name, count in counts.items())
        twice += sum(count - 1 for field, count in fields.items() if field not in MANY)
        name = name_commitment(group, held, pieces)
        is_again = name is not None and name in named
        named |= {name} if name else set()
        if len(counts) >= FEWEST_LABELS and not is_again:
            score += sum(UNSURE if name in unknown else 1.0 for name in counts) - 2.0 * twice
            inside.update(group)
        elif not is_again:
            score -= 0.5
    # A register next to forms repeats them in short: its columns are no labels left out.
    of_records = any(pieces[group[0]].record >= 0 for group in groups)
    if of_records:
        # Nor are those of another register's rows on the same commitments.
        elsewhere |= {
            index for row in list_rows(pieces) if name_commitment(row, held, pieces) in named for index in row
        }
    outside = Counter(
        label.key
        for index, label in enumerate(held)
        if label and index not in inside and index not in elsewhere and (of_records or pieces[index].record < 0)
        if not pieces[index].is_milestone_table
    )
    common = Counter(label.key for index, label in enumerate(held) if label and index in inside)
    score -= sum(count for name, count in outside.items() if common[name])
    return score
