"""The records of an unknown form: pairs of label and value in groups that repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Line
from pipeline.structure.label_roles import roles
from pipeline.structure.lines import join, paragraphs
from pipeline.structure.pairs import Pair

FEWEST_GROUPS = 2
"""Groups that make a pattern."""

FEWEST_FIELDS = 4
"""Distinct template fields, known to the lexicon and answered, that make a group a form."""

FEWEST_TYPICAL = 2
"""Fields among them that only templates of commitments ask for together."""

MOST = 0.75
"""Share that makes a habit: of the forms, of the most frequent fields' count."""

LONGEST_TITLE = 30
"""Words."""

TYPICAL = frozenset(
    {
        "commitment",
        "problem_statement",
        "main_objective",
        "expected_results",
        "relevance",
        "ogp_values",
        "ambition",
        "milestones",
        "completion",
        "lead_institution",
    }
)


def groups(found: Sequence[Pair]) -> tuple[tuple[Pair, ...], ...]:
    """Return the groups of pairs that are forms, empty where there are fewer than two.

    A group begins with the label that opens most of them; pairs before the first one are left out.
    """
    opener = _opener(found)
    starts = [i for i, pair in enumerate(found) if pair.new_record or (opener and _asks(pair) == opener)]
    forms = tuple(part for part in _parts(found, starts) if is_form(part))
    return forms if len(forms) >= FEWEST_GROUPS else ()


def repeating(found: Sequence[Pair]) -> tuple[tuple[Pair, ...], ...]:
    """Return the groups of labels that repeat whether or not anything is known of them; empty where none do.

    For a person's eyes: by its shape alone nothing tells a form of commitments from any other.
    """
    counts = Counter(pair.key for pair in found)
    usual = max(Counter(count for count in counts.values() if count > 1).items(), key=lambda c: c[1], default=(0, 0))
    if usual[1] < FEWEST_FIELDS:
        return ()
    return opened_by(found, next(pair.key for pair in found if counts[pair.key] == usual[0]))


def opened_by(found: Sequence[Pair], opener: str) -> tuple[tuple[Pair, ...], ...]:
    """Return the groups that a known label opens (its letters), those without any answer left out."""
    starts = [i for i, pair in enumerate(found) if pair.key == opener]
    return tuple(part for part in _parts(found, starts) if any(pair.value for pair in part))


def _parts(found: Sequence[Pair], starts: Sequence[int]) -> Iterator[tuple[Pair, ...]]:
    titled = _titles_apart(found, starts)
    return (tuple(titled[a:b]) for a, b in zip(starts, [*starts[1:], len(found)][: len(starts)], strict=True))


def _opener(found: Sequence[Pair]) -> str | None:
    """Return what the groups open with: what is asked first, known or not, as often as the known fields are."""
    known = Counter(_asks(pair) for pair in found if _counts(pair))
    if not known:
        return None
    usual = sorted(known.values(), reverse=True)[: FEWEST_FIELDS + 1][-1]
    counts = Counter(_asks(pair) for pair in found)
    least, most = max(FEWEST_GROUPS, MOST * usual), max(FEWEST_GROUPS, usual / MOST)
    return next((_asks(pair) for pair in found if least <= counts[_asks(pair)] <= most), None)


def _asks(pair: Pair) -> str:
    """Return the field that a label asks for, whatever its wording; an unknown label asks for itself."""
    return str(pair.found.field) if _counts(pair) else pair.key


def _titles_apart(found: Sequence[Pair], starts: Sequence[int]) -> Sequence[Pair]:
    """Take the title of each form out of the answer before it, where titles are plain lines in most forms."""
    later = [start for start in starts if start and not found[start].before and not found[start].new_record]
    ends = {start: title for start in later if (title := _title_at_end(found[start - 1]))}
    if len(ends) < MOST * max(1, len(starts) - 1):
        return found
    apart = list(found)
    for start, title in ends.items():
        apart[start] = replace(apart[start], before=title)
        apart[start - 1] = replace(apart[start - 1], value=apart[start - 1].value[: -len(title)])
    return apart


def _title_at_end(pair: Pair) -> tuple[Line, ...]:
    """Return the last paragraph of an answer if it may be the title of what follows."""
    parts = paragraphs(pair.value)
    if len(parts) < 2 or pair.where == "row":
        return ()
    text = join(parts[-1])
    titled = len(text.split()) <= LONGEST_TITLE and not text.endswith((".", ";", ",", ":"))
    return parts[-1] if titled else ()


def _counts(pair: Pair) -> bool:
    return pair.found.method != "meaning" and pair.found.field in roles("template") - {"heading", "theme"}


def is_form(group: Sequence[Pair]) -> bool:
    """Say whether a group has enough known and answered fields of a commitment's template."""
    fields = {pair.found.field for pair in group if _counts(pair) and pair.value}
    return len(fields) >= FEWEST_FIELDS and len(fields & TYPICAL) >= FEWEST_TYPICAL
