"""Answers in a form: guidance of the blank form taken off, an official's particulars, OGP's values, who carries it out.

OGP's values are marks under headings or next to names, bound by geometry, or check boxes before words. Sentences say
who carries out a commitment ('The Ministry of Finance is responsible, together with a bank.'); their wordings are data
(`schemas/prose/responsibility.json`), each language's under its code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.lexicon import is_prompt, list_prompts, split_label
from pipeline.lexicon.language import split_sentences
from pipeline.lexicon.text_folding import expand_template, fold_to_letters, join_alternatives, without_article
from pipeline.lexicon.vocabularies import find_code, fold_printed_word, printed_forms
from pipeline.model import Anchor, Block, Cell, Line, RawValue, Table, TextBlock
from pipeline.schema.data import load_data
from pipeline.structure.commitments.completion import read_choices
from pipeline.structure.grids import find_marks, innermost_cells, is_empty, is_tick
from pipeline.structure.lines import (
    Stream,
    cut_line,
    cut_lines,
    join_lines,
    lines_of,
    make_stream,
    make_value,
    open_paragraph,
    split_paragraphs,
    text_of,
)
from pipeline.structure.text_labels.places import is_dangling

_PHONE = re.compile(r"[+(]?\d[\d ()/.–-]{5,}")
_LABELLED = frozenset({"contact_name", "contact_position", "contact_email", "contact_phone"})
_PARTS = re.compile(r"(?:(?<!\s)\s+)?[;|]\s*|,\s+")


def answer_lines(blocks: Sequence[Block]) -> tuple[Line, ...]:
    """Return an answer's lines without the template's guidance in front of it and without bullets."""
    return strip_guidance([line for block in blocks for line in _block_lines(block)])


def _block_lines(block: Block) -> Iterator[Line]:
    if isinstance(block, Table):
        yield from lines_of(block)
        return
    lines = lines_of(block) if block.marker and any(map(str.isalnum, block.marker)) else block.lines
    yield from open_paragraph(lines)


def split_contact(lines: Sequence[Line]) -> dict[str, RawValue]:
    """Tell name, position, e-mail and telephone of an official apart that are in one cell.

    >>> from pipeline.model import Anchor
    >>> told = split_contact([Line("A. Example, Head of Unit, a@example.org, +1 555 0100", Anchor())])
    >>> [(name, v.text) for name, v in told.items()]
    [('contact_name', 'A. Example'), ('contact_position', 'Head of Unit'), ('contact_email', 'a@example.org'),
     ('contact_phone', '+1 555 0100')]
    """
    found: dict[str, list[Line]] = {}
    for piece in _split_pieces(lines):
        name, line = _classify_piece(piece, found)
        found.setdefault(name, []).append(line)
    return {name: RawValue(", ".join(line.text for line in kept), "label", tuple(kept)) for name, kept in found.items()}


def _classify_piece(piece: Line, found: dict[str, list[Line]]) -> tuple[str, Line]:
    labelled = split_label(piece.text, fields=_LABELLED)
    if labelled and labelled[1]:
        rest = cut_line(piece, len(piece.text) - len(labelled[1]))
        return labelled[0].field, rest or piece
    if "@" in piece.text:
        return "contact_email", piece
    if _PHONE.fullmatch(piece.text) or (_PHONE.search(piece.text) and "contact_name" in found):
        return "contact_phone", piece
    return ("contact_name" if "contact_name" not in found else "contact_position"), piece


def _split_pieces(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the parts of a contact: its lines, wrapped ones joined, or the parts of its only line."""
    whole: list[Line] = []
    for line in lines:
        if whole and _is_wrapped(whole[-1], line):
            whole[-1] = replace(whole[-1], text=f"{whole[-1].text} {line.text}")
        else:
            whole.append(line)
    if len(whole) > 1:
        yield from whole
        return
    for line in whole:
        at = 0
        for match in [*_PARTS.finditer(line.text), None]:
            part = cut_line(line, at, match.start() if match else None)
            if part:
                yield part
            at = match.end() if match else at


def _is_wrapped(above: Line, line: Line) -> bool:
    """Return whether a line continues the one above: that ends with a word or comma that needs more."""
    last = above.text.split()[-1].casefold()
    if "@" in line.text or "@" in above.text:
        return False
    return line.glue != "paragraph" and (last.endswith(",") or is_dangling(last) or line.text[:1].islower())


GUIDING = 40
"""Characters: shorter texts are in prompts by chance ('access to information')."""

LONGEST_GUIDANCE = 600


def strip_guidance(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return an answer's lines without the guidance before it; bullets and 'Tip:' mark guidance in the blank form.

    >>> from pipeline.model import Anchor
    >>> told = ["- Describe what the commitment entails, its expected results and overall objective.", "Open data."]
    >>> [line.text for line in strip_guidance([Line(text, Anchor()) for text in told])]
    ['Open data.']
    """
    rest = list(lines)
    while rest:
        count = _count_prompt_lines(rest) or _count_reworded_lines(rest)
        if not count:
            break
        rest = rest[count:]
    return tuple(rest)


def _count_prompt_lines(lines: Sequence[Line]) -> int:
    """Return how many lines at the beginning are a prompt, letter by letter."""
    folded, count = "", 0
    for index, line in enumerate(lines, 1):
        folded += fold_to_letters(line.text)
        if folded in _prompt_keys():
            count = index
        if not any(prompt.startswith(folded) for prompt in _prompt_keys()):
            break
    return count


@cache
def _prompt_keys() -> frozenset[str]:
    return frozenset(fold_to_letters(prompt) for prompt in list_prompts()) - {""}


def _count_reworded_lines(lines: Sequence[Line]) -> int:
    """Return how many lines the first paragraph has if it is guidance that a country reworded.

    One that opens with a prompt's words and continues is an answer: 'Link to other programs: the digital strategy'.
    """
    first = split_paragraphs(lines)[0]
    text = join_lines(first)
    folded = fold_to_letters(text)
    if not GUIDING < len(text) < LONGEST_GUIDANCE or any(folded.startswith(prompt) for prompt in _prompt_keys()):
        return 0
    return len(first) if is_prompt(text) else 0


VOCABULARY = "ogp_value"
FEWEST_VALUES = 2
"""Names of values next to boxes that make a list of them."""
_LONE_TICK = re.compile(r"(?<!\S)[xX✓✔√☒☑](?!\S)")
_LONGEST_LIST = 300

LOST = (
    "ogp-values-column-lost",
    "The marks of OGP's values lost their columns in this file, so the values are left empty. Use the PDF or DOCX.",
)


@dataclass(frozen=True, slots=True)
class Ticks:
    """The values that are ticked, as one value of their printed names; or why they are unclear (code, sentence)."""

    value: RawValue | None = None
    problem: tuple[str, str] | None = None


def is_value(text: str) -> bool:
    """Return whether a text is the name of one of OGP's values.

    >>> is_value("Civic participation"), is_value("Open data")
    (True, False)
    """
    return find_code(VOCABULARY, text) is not None


def _inner_cells(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    return tuple(inner for cell in cells for inner in innermost_cells(cell))


def read_ticked_grid(rows: Sequence[Sequence[Cell]]) -> Ticks:
    """Read the values that the rows of a grid tick."""
    inner = [_inner_cells(row) for row in rows]
    cells = tuple(cell for row in inner for cell in row)
    if boxed := _find_boxed_values(" ".join(filter(None, map(text_of, cells)))):
        return _choose_boxed(boxed, tuple(line for cell in cells for line in lines_of(cell)))
    if sum(sum(is_value(text_of(cell)) for cell in row) == 1 for row in inner) > 1:
        return _read_marks_beside_names(inner)
    _, found = find_marks(cells, is_value)
    found = tuple(mark for mark in found if mark.cell not in cells[:1] or is_tick(mark.text))
    if any(mark.heading is None or not (is_tick(mark.text) or not mark.text) for mark in found):
        return Ticks(
            problem=("ogp-values-unclear", "A mark of OGP's values stands under no single value; none is taken.")
        )
    names = [mark.heading for mark in found if mark.heading is not None]
    lines = tuple(line for mark in found for line in (lines_of(mark.heading) if mark.heading else ()))
    return _make_ticks([text_of(name) for name in names], lines, [a for mark in found for a in mark.cell.anchors])


def _read_marks_beside_names(rows: Sequence[Sequence[Cell]]) -> Ticks:
    """Read a list of values, each with its mark in the cell next to it."""
    names: list[str] = []
    lines: list[Line] = []
    for row in rows:
        name = next((cell for cell in row if is_value(text_of(cell))), None)
        others = [cell for cell in row if cell is not name]
        if name is not None and any(cell.marked or is_tick(text_of(cell)) for cell in others):
            names.append(text_of(name))
            lines += [line for cell in row for line in lines_of(cell)]
        elif any(not is_empty(text_of(cell)) for cell in others) and name is not None:
            return Ticks(problem=("ogp-values-unclear", f"The mark beside '{text_of(name)}' can't be told."))
    return _make_ticks(names, lines, ())


def read_boxes_in_text(lines: Sequence[Line]) -> Ticks | None:
    """Read check boxes in running text; marks without their columns are a problem; None where nothing is ticked."""
    text = join_lines(lines)
    if boxed := _find_boxed_values(text):
        return _choose_boxed(boxed, tuple(lines))
    if len(text) > _LONGEST_LIST or not _LONE_TICK.search(text):
        return None
    folded = fold_printed_word(text)
    named = sum(
        any(len(fold_printed_word(n)) > 8 and fold_printed_word(n) in folded for n in names)
        for names in printed_forms(VOCABULARY).values()
    )
    return Ticks(problem=LOST) if named > 2 else None


def _find_boxed_values(text: str) -> list[tuple[bool, str]]:
    """Return the values next to check boxes, and whether each is ticked; empty where there are none."""
    choices = read_choices(text, is_value)
    return choices if sum(is_value(name) for _, name in choices) >= FEWEST_VALUES else []


def _choose_boxed(boxed: Sequence[tuple[bool, str]], lines: tuple[Line, ...]) -> Ticks:
    names = [name for is_ticked, name in boxed if is_ticked]
    unknown = [name for name in names if not is_value(name)]
    if unknown:
        return Ticks(problem=("ogp-values-unclear", f"'{unknown[0][:80]}' is ticked and is no known value of OGP's."))
    return _make_ticks(names, lines, ())


def _make_ticks(names: Sequence[str], lines: Sequence[Line], anchors: Sequence[Anchor]) -> Ticks:
    return Ticks(RawValue("; ".join(names), "mark", tuple(lines), tuple(anchors))) if names else Ticks()


MOST_WORDS = 30
"""Words of the bodies that a sentence names as responsible; what is longer tells more than names."""

LONG_WORD = 9
"""Letters of a word with a capital that opens a sentence and names a body: 'Finanzministerium'; 'Regeringen' is one."""

_END = re.compile(r"[;:()]|,?\s(?:which|who|that|whose|que|qui|quien|quienes|quem|cui)\s|\.\s*$")


@dataclass(frozen=True, slots=True)
class Responsible:
    """The lines that name who leads and who supports, and those of sentences that say something else."""

    lead: tuple[Line, ...]
    support: tuple[Line, ...]
    rest: tuple[Line, ...]


def read_responsible(lines: Sequence[Line], is_asked: bool = True) -> Responsible | None:
    """Return who a text says is responsible, None where no sentence does.

    Where no label asks for it, the sentence has to say that it speaks of the commitment.

    >>> from pipeline.model import Anchor
    >>> text = "The Ministry of Finance is responsible for the commitment, together with the Bank."
    >>> found = read_responsible([Line(text, Anchor())])
    >>> found.lead[0].text, found.support[0].text
    ('Ministry of Finance', 'the Bank')
    >>> read_responsible([Line("Ministry of Finance", Anchor())]) is None
    True
    """
    whole = make_stream(lines)
    # Nearly all texts say nothing of it, and parting sentences loads a language model.
    says_so = any(_pattern(kind).search(whole.text) for kind in ("behind", "before"))
    if not says_so or not (is_asked or _pattern("of").search(whole.text)):
        return None
    # A page end within a sentence ends a paragraph.
    spans = split_sentences(whole.text.replace("\n", " "))
    for span in spans:
        found = _read_sentence(whole, *span, is_asked)
        if found is not None:
            rest = tuple(line for other in spans if other != span for line in cut_lines(whole, *other))
            return Responsible(*found, rest)
    return None


def named_bodies(blocks: Sequence[Block]) -> dict[str, RawValue]:
    """Return the bodies that a text without labels says lead and support the commitment."""
    for block in blocks:
        found = read_responsible(block.lines, is_asked=False) if isinstance(block, TextBlock) else None
        if found is not None:
            named = (("lead_institution", found.lead), ("support_institutions", found.support))
            return {name: make_value(lines, "prose") for name, lines in named if lines}
    return {}


def _read_sentence(
    whole: Stream, start: int, end: int, is_asked: bool
) -> tuple[tuple[Line, ...], tuple[Line, ...]] | None:
    """Return the lines of the leading and of the supporting bodies of a sentence."""
    text = whole.text[start:end]
    if not is_asked and not _pattern("of").search(text):
        return None
    for place, close in _iterate_places(text):
        name = text[slice(*place)].strip(" ,")
        bare = without_article(name)
        if not _is_name(bare, has_article=bare != name):
            continue
        first = start + text.index(bare, place[0])
        lead = cut_lines(whole, first, first + len(bare))
        partners = _partners().search(text, close)
        if partners is None:
            return lead, ()
        stop = _first_start(text, partners.end(), _END)
        return lead, cut_lines(whole, start + partners.end(), start + stop)
    return None


def _iterate_places(text: str) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the spans of a sentence that may be the leading bodies, each with the place behind what says so."""
    if match := _pattern("behind").search(text):
        yield (0, match.start()), match.end()
    for match in _pattern("before").finditer(text):
        stop = _first_start(text, match.end(), _END, _partners())
        yield (match.end(), stop), stop


def _first_start(text: str, begin: int, *patterns: re.Pattern[str]) -> int:
    """Return where the first of some patterns begins in a text, its end where none is found."""
    found = (pattern.search(text, begin) for pattern in patterns)
    return min((match.start() for match in found if match), default=len(text))


def _is_name(text: str, has_article: bool) -> bool:
    """Return whether the words of a sentence name a body: a capital is within, or opens a long word or behind 'the'."""
    words = text.split()
    if not 0 < len(words) <= MOST_WORDS or text.count("(") != text.count(")"):
        return False
    opens = words[0][0].isupper() and (has_article or len(words[0]) >= LONG_WORD)
    return opens or any(word[0].isupper() for word in words[1:])


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    words = {
        wording
        for templates in load_data("prose/responsibility")[kind].values()
        for template in templates
        for wording in expand_template(template, {})
    }
    return re.compile(rf"\b{join_alternatives(words)}" + (r"\b" if kind != "of" else ""), re.I)


@cache
def _partners() -> re.Pattern[str]:
    phrases = set(load_data("institutions")["joins"]) - set(load_data("prose/responsibility")["also"])
    return re.compile(rf",?\s(?:and\s)?{join_alternatives(phrases)}\s", re.I)
