"""Heads of milestone tables in running text: the names of columns one behind the other, or parted by bars."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.lexicon.wording_trie import FoldedText, find_wordings
from pipeline.structure.dates import find_date_chains
from pipeline.structure.milestones.columns import column_field
from pipeline.structure.text_labels.places import BETWEEN, NUMBERED, fields_with_role

SHORTEST = 3
"""Characters: 'Aim' and 'Fin' are the shortest labels of the lexicon."""

MOST_GLUED_WORDS = 12
"""Words of a label that nothing but a capital letter parts from its answer."""

GLUED_REACH = 90
"""Characters within which the capital letter behind such a label is looked for."""

MOST_LINES = 4
"""Lines over which narrow columns break a label."""

CAPITAL_NEXT = re.compile(r"\s{1,20}(?=[A-ZÀ-ÝА-Я0-9•●▪➢√✓☐☒¿“\"(\-‐–—Ø\uf0a7\uf0b7])")
SENTENCE_END = re.compile(r"[.;!?:]\s+[^\sa-z]")
_GAP = re.compile(r"[\s\-–—|/(),;:.*?]{0,12}(?:\([^()\n]{1,40}\)[\s\-–—|/(),;:.*?]{0,12})?")


def exact_ends(
    text: str, folded: FoldedText, at: int, shortest: int = SHORTEST + 1
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the ends of the lexicon's wordings that begin at a place, whole words only, with their fields."""
    for hit in find_wordings(folded, bisect_left(folded.at, at)):
        end = folded.until[hit.end - 1]
        span = text[at:end]
        is_whole = end >= len(text) or not text[end].isalpha() or (text[end - 1].islower() and text[end].isupper())
        if is_whole and len(span) >= shortest and span.count("\n") <= MOST_LINES and not SENTENCE_END.search(span):
            yield end, hit.fields


def line_end(text: str, at: int) -> int:
    """Return where the line of a place ends."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def find_table_head(text: str, folded: FoldedText, at: int, is_opening: bool) -> tuple[int, tuple[str, ...]]:
    """Return the end and columns of the head of a milestone table at a place, none where none is.

    Such a head is run together: `Milestones Start Date: End Date:`.
    """
    # A line parted by bars tells more columns than its first words.
    heads = (read_columns(text, folded, at), _read_barred_columns(text, at), _read_line_of_columns(text, at))
    end, columns = max(heads, key=lambda head: len(set(head[1])))
    if is_opening and len(columns) < 2 and (dated := _read_dated_columns(text, folded, at))[1]:
        end, columns = dated
    is_alone = text[end : end + 20].lstrip(" :*)")[:1] in ("\n", "")
    if "milestones" in columns and _is_head(columns, text[at:end], is_alone):
        return end, columns
    return at, ()


def _read_barred_columns(text: str, at: int) -> tuple[int, tuple[str, ...]]:
    """Return the end of a line whose cells, parted by bars, head a table of milestones, and its columns.

    Whatever the first cell says ('Actividad y producto entregable | Fecha de inicio | ...'): the others tell.
    """
    end = line_end(text, at)
    cells = text[at:end].split("|")
    columns = [column_field(cell.strip()) for cell in cells[1:]]
    if not {"start_date", "end_date", "timeline"} & set(columns) or text[at - 1 : at].strip():
        return at, ()
    known = tuple(column for column in columns if column)
    return (end, ("milestones", *known)) if len(known) == len(columns) else (at, ())


def _read_line_of_columns(text: str, at: int) -> tuple[int, tuple[str, ...]]:
    """Return the end of a line whose last words head columns, a date's among them, and its columns.

    A row with a date below shows that it is a head: 'Single measures Beginning End', then 'Draft 08/2019 12/2019'.
    """
    end = line_end(text, at)
    words = text[at:end].split()
    is_line = text[at - 1 : at] in ("", "\n")
    if not is_line or not 3 <= len(words) <= MOST_HEAD_WORDS or ":" in text[at:end]:
        return at, ()
    columns: list[str] = []
    while len(words) > 1:
        tails = ((size, column_field(" ".join(words[-size:]))) for size in range(min(3, len(words) - 1), 0, -1))
        size, column = next(((size, column) for size, column in tails if column), (0, None))
        # The name of a column opens with a capital: 'Start and end of the commitment' is one name.
        if column is None or column == "milestones" or words[-size][0].islower():
            break
        columns.insert(0, column)
        del words[-size:]
    is_dated = len(set(columns)) > 1 and bool({"start_date", "end_date", "timeline"} & set(columns))
    if not is_dated or len(words) > MOST_GLUED_WORDS or not find_date_chains(text[end + 1 : line_end(text, end + 1)]):
        return at, ()
    return end, ("milestones", *columns)


MOST_HEAD_WORDS = 18
"""Words of a line that heads a table: those of a label, and two for each of three columns."""


def _read_dated_columns(text: str, folded: FoldedText, at: int) -> tuple[int, tuple[str, ...]]:
    """Return the end and columns of a table's head that a start and an end close: 'Lines of work Start date End date'.

    Whatever opens it names the milestones, as in `_read_barred_columns`; narrow columns may break it after that. A date
    behind the names is their answer then, and a known label above them another one.
    """
    known = {end for end, _ in exact_ends(text, folded, at)}
    for match in CAPITAL_NEXT.finditer(text, at + SHORTEST, min(line_end(text, at) + 2, at + GLUED_REACH)):
        opening = text[at : match.start()]
        if len(opening.split()) > MOST_GLUED_WORDS or SENTENCE_END.search(opening) or ":" in opening:
            break
        end, columns = read_columns(text, folded, match.end())
        is_broken = "\n" in match[0]
        is_other = match.start() in known or "milestones" in columns or _opens_with_date(text[end : end + DATE_REACH])
        if {"start_date", "end_date"} <= set(columns) and not (is_broken and is_other):
            return end, ("milestones", *(column for column in columns if column != "milestones"))
    return at, ()


def _opens_with_date(text: str) -> bool:
    return any(not text[: chain.at].strip(BETWEEN) for chain in find_date_chains(text))


DATE_REACH = 40
"""Characters behind a head that hold a date and what parts it from the head."""


def read_columns(text: str, folded: FoldedText, at: int) -> tuple[int, tuple[str, ...]]:
    """Return where the names of table columns that follow one behind the other from a place end, and their fields."""
    columns: list[str] = []
    start = end = at
    while True:
        hits = [
            (stop, set(fields) & fields_with_role("columns")) for stop, fields in exact_ends(text, folded, start, 2)
        ]
        hits = [(stop, fields) for stop, fields in hits if fields and text[stop : stop + 1] not in ("-", "'", "’")]
        # 'Milestone 1' opens the first row.
        if not hits or ("milestones" in hits[-1][1] and NUMBERED.match(text, hits[-1][0])):
            return end, tuple(columns)
        end, fields = hits[-1]
        columns.append("milestones" if "milestones" in fields else min(fields))
        gap = _GAP.match(text, end)
        start = gap.end() if gap else end


def _is_head(columns: Sequence[str], span: str, is_alone: bool) -> bool:
    is_dated = is_alone or bool({"start_date", "end_date", "timeline"} & set(columns)) or "|" in span
    return len(columns) >= 3 or (len(columns) == 2 and columns[0] == "milestones" and is_dated)
