"""Ratings behind labels: 'Verifiable: Yes', 'End of term: Complete', 'Access to information: Marginal', and the prose
under the headings of a commitment's section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from pipeline.model import Line, RawValue
from pipeline.parsers.irm.rating_rows import NOTHING_RATED, Problem, Rating
from pipeline.parsers.irm.words import SCALES, find, is_level_of, label, level, value_of_ogp, words
from pipeline.structure.completion import BOXES, TICKED
from pipeline.structure.lines import value
from pipeline.structure.stream import piece, stream

LONGEST_RATING = 60
"""Characters: what is longer behind a label is prose."""

PROSE = ("description", "main_objective", "next_steps", "expected_results")
"""Fields of a commitment that the section's own headings open."""

_VALUE_END = re.compile(r"[.;:](?=\s|$)|\s[–—-]\s|\s\(|\n|,\s(?=[a-z])")
_BULLETS = " \t•·▪●-–*"


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph of a section; `heading` where it is set as one."""

    lines: tuple[Line, ...]
    heading: bool = False

    @property
    def text(self) -> str:
        """The paragraph's text."""
        return stream(self.lines).text


@dataclass(slots=True)
class Told:
    """What a section's labels tell: ratings, prose by field, problems with their page."""

    ratings: list[Rating] = field(default_factory=list)
    prose: dict[str, list[Line]] = field(default_factory=dict)
    problems: list[tuple[Problem, int | None]] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """Where the reading stands: an open label without its value, a field that prose goes to, what was last rated."""

    told: Told
    open_label: tuple[str, str | None, str | None] | None = None
    prose: str | None = None
    evidence: list[Line] | None = None
    opening_government: bool = False
    at_design: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """A label found in a paragraph, and the span of what stands behind it."""

    head: str
    start: int
    end: int


@cache
def _run_in() -> re.Pattern[str]:
    labels = [word for row in words()["indicators"] for word in row["labels"]]
    phases = [word for row in words()["phases"] for word in row["words"]]
    values = [word for word in _value_words() if len(word) > 5]
    known = sorted({word.rstrip("?").lstrip("¿") for word in (*labels, *phases, *values)}, key=lambda w: (-len(w), w))
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in known)
    return re.compile(rf"(?<!\w)¿?(?:{alternatives})(?:\d{{1,2}}|\*{{1,2}})?\s?(?:\?\s?:?|:)", re.IGNORECASE)


@cache
def _value_words() -> tuple[str, ...]:
    from pipeline.lexicon.vocabularies import variants

    return tuple(word for code, forms in variants("ogp_value").items() for word in forms)


def read(items: Sequence[Item]) -> Told:
    """Read the labels and the prose of one commitment's section."""
    state = _State(Told())
    for item in items:
        text = item.text
        pieces = _pieces(text)
        if pieces:
            _labelled(state, item, pieces)
        elif not _headed(state, item, text):
            _followed(state, item, text)
    _close(state)
    return state.told


def _pieces(text: str) -> list[_Piece]:
    """Return the labels of a paragraph that opens with one, alone or with its value behind it."""
    bare = text.strip(_BULLETS)
    if find("sections", bare):
        return []
    if label(bare) or find("phases", bare.rstrip(":")):
        return [_Piece(bare, len(text), len(text))]
    found = list(_run_in().finditer(text))
    if not found or text[: found[0].start()].strip(_BULLETS):
        return []
    ends = [*(match.start() for match in found[1:]), len(text)]
    return [_Piece(match[0], match.end(), end) for match, end in zip(found, ends, strict=True)]


def opens_with_label(text: str) -> bool:
    """Say whether a text is a label, alone or with its value behind it.

    >>> opens_with_label("Completion: Limited"), opens_with_label("The completion is limited")
    (True, False)
    """
    return bool(_pieces(text))


def _labelled(state: _State, item: Item, pieces: Sequence[_Piece]) -> None:
    whole = stream(item.lines)
    for part in pieces:
        asked = _asked(state, part.head)
        if asked is None:
            continue
        _close(state)
        if asked[0] == "":
            continue
        lines = piece(whole, part.start, part.end) if part.end > part.start else ()
        if asked[0] == "did_it_open_government" and asked[2] is None:
            state.opening_government = True
        if lines:
            _take(state, asked, lines)
        else:
            state.open_label = asked


def _asked(state: _State, head: str) -> tuple[str, str | None, str | None] | None:
    """Return the indicator ('' for one without a column), phase and part that a label asks for."""
    bare = head.strip().rstrip(":").strip()
    if known := label(bare):
        phase = known.phase
        return known.indicator or "", phase, None
    if phase := find("phases", bare):
        return "completion", phase, None
    part = value_of_ogp(bare.rstrip("?"))
    return ("did_it_open_government", None, part) if part and state.opening_government else None


def _take(state: _State, asked: tuple[str, str | None, str | None], lines: Sequence[Line]) -> bool:
    """Take the rating that opens some lines; what follows it is what it rests on."""
    indicator, phase, part = asked
    whole = stream(lines)
    found = _value(indicator, whole.text)
    if found is None:
        if len(whole.text) <= LONGEST_RATING and whole.text.casefold().strip(". ") not in NOTHING_RATED:
            text = f"'{whole.text[:80]}' is no known value of {indicator}. Add it to the vocabulary."
            state.told.problems.append((Problem("unknown-rating", text), lines[0].anchor.page))
        return False
    coded, end = found
    printed = RawValue(coded, "label", piece(whole, 0, end))
    state.told.ratings.append(Rating(indicator, printed, coded, phase, part))
    state.evidence = list(piece(whole, end, len(whole.text)))
    return True


def _value(indicator: str, text: str) -> tuple[str, int] | None:
    """Return the code that a text opens with and where its words end.

    >>> _value("completion", "Limited. The portal is not open yet."), _value("specificity", "☐ Low ☒ High")
    (('limited', 7), ('high', 12))
    """
    if boxes := BOXES.findall(text):
        ticked = [coded for box, word in boxes if box in TICKED and (coded := level(indicator, word.strip()))]
        return (ticked[0], len(text)) if len(ticked) == 1 else None
    if coded := level(indicator, text):
        return coded, len(text)
    for end in _VALUE_END.finditer(text, 0, 2 * LONGEST_RATING):
        if coded := level(indicator, text[: end.start()]):
            return coded, end.start()
    return None


def _headed(state: _State, item: Item, text: str) -> bool:
    """Open the field that a heading of the section names; other headings close what is open."""
    head, colon, rest = text.partition(":")
    name = find("sections", text.strip()) or (find("sections", head.strip()) if colon else None)
    if name is None:
        if item.heading:
            _close(state)
            state.opening_government = False
        return item.heading
    _close(state)
    state.prose = name if name in PROSE else None
    if state.prose and rest.strip():
        whole = stream(item.lines)
        state.told.prose.setdefault(name, []).extend(piece(whole, len(head) + 1, len(whole.text)))
    return True


def _followed(state: _State, item: Item, text: str) -> None:
    """Take a paragraph that follows: the value of an open label, prose of a field, or a rating's evidence."""
    asked = state.open_label
    if asked:
        state.open_label = None
        if _value(asked[0], text):
            _take(state, asked, item.lines)
            return
    if _is_stray(text):
        _close(state)
    elif state.prose:
        state.told.prose.setdefault(state.prose, []).extend(item.lines)
    elif state.evidence is not None and state.told.ratings:
        state.evidence.extend(item.lines)


def _is_stray(text: str) -> bool:
    """Say whether a paragraph is a heading of a grid whose table was lost: a level or one of OGP's values, alone."""
    words_of = text.split()
    half = len(words_of) // 2
    bare = " ".join(words_of[:half]) if half and words_of[:half] == words_of[half:] else text
    return value_of_ogp(bare) is not None or any(is_level_of(name, bare) for name in SCALES)


def _close(state: _State) -> None:
    """End what is open; lines that followed a rating become its evidence."""
    if state.evidence and state.told.ratings:
        last = state.told.ratings[-1]
        resting = value(state.evidence, "prose")
        state.told.ratings[-1] = Rating(last.indicator, last.value, last.code, last.phase, last.part, resting)
    state.open_label = state.prose = state.evidence = None


def items_of(lines: Sequence[Line], heading: bool = False) -> Iterator[Item]:
    """Yield the paragraphs of some lines."""
    from pipeline.structure.lines import paragraphs

    yield from (Item(group, heading) for group in paragraphs(lines))
