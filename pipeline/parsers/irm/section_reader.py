"""What the labels of one commitment's section say: texts, institutions, dates, milestones, ratings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from pipeline.model import Line, RawValue
from pipeline.parsers.irm.rating_values import LONGEST_RATING, printed_or_code, read_rating
from pipeline.parsers.irm.ratings import Problem, Rating
from pipeline.parsers.irm.report_items import BOLD, PLAIN, Item
from pipeline.parsers.irm.section_milestones import split_milestones
from pipeline.parsers.irm.sentence_levels import names_star, read_sentence_level
from pipeline.parsers.irm.words import SCALES, Label, find, is_level_of, is_not_assessed, value_of_ogp, words
from pipeline.structure.lines import value
from pipeline.structure.stream import piece, stream

SHORT_FIELDS = frozenset({"lead_institution", "support_institutions", "start_date", "end_date"})
"""Fields whose answer is one paragraph: what follows it belongs to none of them."""

SMALL = 0.87
"""Share of the usual font size up to which a numbered paragraph is a footnote (8 to 9 of 10.5 or 11 points)."""

_NOTE = re.compile(r"\[?(\d{1,3})\]?(?:\s+(?=\S)|$)")
_WORD = re.compile(r"[^\W\d_]{4}")
_QUOTES = {"“": "”", "«": "»", '"': '"', "„": "“"}


@dataclass(slots=True)
class SectionContent:
    """What a section says; `milestones` are the fields of each in the order of the section."""

    fields: dict[str, RawValue] = field(default_factory=dict)
    ratings: list[Rating] = field(default_factory=list)
    milestones: list[dict[str, RawValue]] = field(default_factory=list)
    list_entries: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    star: Rating | None = None


@dataclass(slots=True)
class _State:
    content: SectionContent
    texts: dict[str, list[Item]] = field(default_factory=dict)
    target: str | None = None
    open_rating: Label | None = None
    is_opening_government: bool = False
    evidence: list[Item] | None = None
    is_rating_list: bool = False


def read_section(items: Sequence[Item], number: str | None) -> SectionContent:
    """Read the items of a commitment's section; `number` is the commitment's own."""
    state = _State(SectionContent())
    for item in _without_notes(items):
        if state.content.star is None and names_star(item.text):
            state.content.star = read_sentence_level("starred", item.lines)
        if item.ratings:
            state.content.ratings += item.ratings
        elif item.problem is not None:
            state.content.problems.append(item.problem)
        elif item.grid is not None or item.totals:
            _close_evidence(state)
            state.target = state.open_rating = None
        elif item.label is not None:
            _read_label(state, item, item.label)
        elif item.lines:
            _read_text(state, item)
    _close_evidence(state)
    _fill(state, number)
    _take_unlabelled_text(state.content, items)
    return state.content


def _read_label(state: _State, item: Item, label: Label) -> None:
    state.open_rating = None
    _close_evidence(state)
    state.is_rating_list = label.kind == "rating" and item.is_list_item
    if label.kind == "phase":
        _read_rating(state, Label("rating", "completion", label.phase), item, "results")
    elif label.kind == "value":
        if state.is_opening_government:
            _read_rating(
                state, replace(label, kind="rating", name="did_it_open_government"), item, "results", label.name
            )
        elif not item.text or item.lines:
            _read_text(state, item)
    elif label.kind == "rating":
        state.is_opening_government = label.name == "did_it_open_government"
        _read_rating(state, label, item, words()["prose_of"].get(label.name))
    elif label.kind == "none":
        state.target, state.is_opening_government = None, False
    else:
        state.is_opening_government = False
        state.target = label.name
        if item.lines and not _says_nothing(item.text):
            state.texts.setdefault(label.name, []).append(item)
            if label.name in SHORT_FIELDS:
                state.target = None if item.text[-1:] not in ",;:" else label.name


def _says_nothing(text: str) -> bool:
    return find("nothing", text.rstrip(".")) is not None


def _read_rating(state: _State, label: Label, item: Item, prose: str | None, part: str | None = None) -> None:
    """Take the rating behind a label; what follows it is prose of the field that the indicator feeds."""
    state.target = prose
    if not item.lines:
        state.open_rating = label
        return
    if label.name == "carried_forward":
        state.open_rating = label
        _read_text(state, replace(item, label=None, is_cell_start=False))
        return
    found = read_rating(label.name, item.text)
    if found is None:
        if len(item.text) > LONGEST_RATING and prose:
            state.texts.setdefault(prose, []).append(replace(item, label=None))
        elif not is_not_assessed(item.text) and len(item.text) <= LONGEST_RATING:
            text = f"'{item.text[:80]}' is no known value of {label.name}. Add it to the vocabulary."
            state.content.problems.append(Problem("unknown-rating", text, item.page))
        return
    _add_rating(state, label, item, found, prose, part)


def _add_rating(
    state: _State, label: Label, item: Item, found: tuple[str, int], prose: str | None, part: str | None
) -> None:
    coded, end = found
    whole = stream(item.lines)
    printed = RawValue(printed_or_code(label.name, whole.text[:end], coded), "label", piece(whole, 0, end))
    state.content.ratings.append(Rating(label.name, printed, coded, label.phase, part))
    state.evidence = []
    rest = whole.text[end:].lstrip(" .;:–—-\n")
    if prose and len(rest) > LONGEST_RATING:
        lines = piece(whole, len(whole.text) - len(rest), len(whole.text))
        said = Item(lines, rest, PLAIN, page=item.page)
        state.texts.setdefault(prose, []).append(said)
        state.evidence.append(said)


def _close_evidence(state: _State) -> None:
    """Give the last rating the paragraphs that followed it as what it rests on."""
    if state.evidence:
        state.content.ratings[-1] = replace(state.content.ratings[-1], evidence=join_items(state.evidence))
    state.evidence = None


def _read_text(state: _State, item: Item) -> None:
    """Take a paragraph: the value of an open label, or text of the field that is open; an unknown heading closes it."""
    label = state.open_rating
    state.open_rating = None
    if label is not None and label.name == "carried_forward":
        _read_carried_forward(state, item)
    elif label is not None and (found := read_rating(label.name, item.text)):
        _add_rating(state, label, item, found, state.target, None)
        return
    # The cell behind a rating is prose on it; any other cell without a label may be on something else.
    if item.is_cell_start and label is None and state.evidence is None:
        state.target = None
    if item.rank <= BOLD and not item.is_list_item and _closes(state, item):
        state.target = None
        _close_evidence(state)
        return
    # Among bullets that rate a commitment, one in unknown words is no prose on the rating before it.
    if _is_stray(item.text) or (state.is_rating_list and item.is_list_item):
        return
    # The first reports print a level's definition in brackets behind it.
    if state.evidence == [] and item.text.startswith("(") and item.text.endswith(")"):
        return
    state.is_rating_list = False
    if state.target is not None:
        state.texts.setdefault(state.target, []).append(item)
        if state.evidence is not None:
            state.evidence.append(item)
        if state.target in SHORT_FIELDS:
            state.target = None


def _read_carried_forward(state: _State, item: Item) -> None:
    """Take 'Yes. ...' or what the first sentences say; all of the text stays in the field that it feeds."""
    if found := read_rating("carried_forward", item.text):
        whole = stream(item.lines)
        state.content.ratings.append(
            Rating("carried_forward", value(piece(whole, 0, found[1]), "label"), found[0], evidence=join_items([item]))
        )
    elif said := read_sentence_level("carried_forward", item.lines):
        state.content.ratings.append(said)


def _closes(state: _State, item: Item) -> bool:
    """Return whether a heading that is no known label ends the open field; bold text of its own does not."""
    return item.rank < BOLD or state.target not in ("description", "milestones")


def _is_stray(text: str) -> bool:
    """Return whether a paragraph is a heading of a grid whose table was lost: a level or one of OGP's values, alone."""
    return len(text) < LONGEST_RATING and (value_of_ogp(text) is not None or any(is_level_of(n, text) for n in SCALES))


def _without_notes(items: Sequence[Item]) -> Iterator[Item]:
    """Yield the items that are no footnotes: numbered paragraphs in small print, or whose number the text refers to."""
    # A form has more paragraphs than the prose below it, in smaller print, but less text.
    sizes = Counter[float]()
    for item in items:
        sizes[item.size or 0.0] += len(item.text) if item.rank == PLAIN else 0
    usual = max(sizes, key=lambda size: sizes[size], default=0.0)
    read = ""
    in_note = False
    end = _notes_at_end(items)
    for item in items[:end]:
        found = _NOTE.match(item.text) if item.label is None and not item.is_list_item else None
        is_small = item.size is not None and item.size <= SMALL * usual
        if found and (
            is_small
            or re.search(rf"[^\W\d_.][.,;:”\"'’)]?{found[1]}(?!\d)|[.,;:”\"’)]{found[1]}(?!\d)|\[{found[1]}\]", read)
        ):
            in_note = True
            continue
        # Glyphs that a font lacks are left over as scraps in small print.
        if is_small and item.label is None and (in_note or not _WORD.search(item.text)):
            continue
        in_note = False
        read = f"{read} {item.text}"[-8000:]
        yield item


def _notes_at_end(items: Sequence[Item]) -> int:
    """Return where the footnotes begin that close a section on a page without page ends: numbers that count up."""
    end = len(items)
    following: int | None = None
    while end:
        item = items[end - 1]
        found = _NOTE.match(item.text) if item.label is None and item.rank == PLAIN and not item.is_list_item else None
        if found is None or (following is not None and int(found[1]) != following - 1):
            break
        following = int(found[1])
        end -= 1
    return end


def _fill(state: _State, number: str | None) -> None:
    """Make the fields of the texts that were gathered."""
    content = state.content
    description = state.texts.pop("description", [])
    listed = state.texts.pop("milestones", [])
    prose, milestones, entries = split_milestones(description, listed, number)
    content.milestones, content.list_entries = milestones, entries
    if prose:
        content.fields["description"] = _unquoted(join_items(prose))
    for name, items in state.texts.items():
        if name != "design_assessment" and items:
            content.fields[name] = join_items(items[:1] if name in ("start_date", "end_date") else items)


def _take_unlabelled_text(content: SectionContent, items: Sequence[Item]) -> None:
    """Take the paragraphs below the heading as the commitment's text, as the first reports print it without a label.

    Later reports have an introduction of their own there; they neither name a lead institution nor rate specificity.
    """
    rated = {rating.indicator for rating in content.ratings}
    if "description" in content.fields or not ({"lead_institution"} & content.fields.keys() and "specificity" in rated):
        return
    opening = list(takewhile(lambda item: item.label is None and item.rank == PLAIN and item.lines, items))
    if opening:
        content.fields["description"] = _unquoted(join_items(opening))


def join_items(items: Iterable[Item]) -> RawValue:
    """Return the items as one text, a paragraph each."""
    lines: list[Line] = []
    for item in items:
        if item.lines:
            lines += [replace(item.lines[0], glue="paragraph"), *item.lines[1:]]
    return value(lines, "label")


def _unquoted(printed: RawValue) -> RawValue:
    """Return a text without the quotation marks that enclose all of it."""
    text = printed.text.strip()
    if len(text) < 2 or _QUOTES.get(text[0]) != text[-1] or text[0] in text[1:-1]:
        return printed
    whole = stream(printed.lines)
    begin = whole.text.index(text[0]) + 1
    return value(piece(whole, begin, whole.text.rindex(text[-1])), "label")
