"""From printed lines to paragraphs, list items and headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, takewhile

from pipeline.model import Anchor, Glue, Line, TextBlock
from pipeline.readers.cleaning import decode_private_use, has_leader, is_rule, replace_leaders
from pipeline.readers.markers import remove_note_marks
from pipeline.readers.pdf.chars.geometry import as_box
from pipeline.readers.pdf.chars.text_lines import PrintedLine, join_words
from pipeline.readers.pdf.chars.typography import (
    HEADING_SIZE,
    HYPHENS,
    Typography,
    find_heading_level,
    strip_word,
)
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.layout.markers import Marker, find_in_sequence, find_marker
from pipeline.schema.data import list_data, load_data

PARAGRAPH_STEP = 1.3
"""A step beyond this many usual ones separates paragraphs."""
OTHER_SIZE = 0.13
"""Share by which the sizes of a paragraph's lines may differ: 11 and 12 points occur within one."""
USUAL_BLANK = 0.32
"""Width of a blank in font sizes where the lines show none: a little wider than in the usual fonts."""
LEAST_BLANK, MOST_BLANK = 0.15, 0.6
"""A usual blank that is none too narrow, and the bounds of what is seen as one, in font sizes."""
OPEN_LINE = 0.3
"""A line that a colon ends with this share of its room free introduces what follows."""
INDENT = 5.0
"""Points; smaller differences of where lines start are no indent."""


@dataclass(frozen=True, slots=True)
class Area:
    """The room that a column or cell gives its text, in points in the direction of reading.

    `indented` are narrower right limits of lines by where they start (whole points): a list set in from both sides.
    """

    left: float
    right: float
    indented: Mapping[int, float] = field(default_factory=dict)

    def limit(self, start: float) -> float:
        """Return how far a line that starts here may reach."""
        return self.indented.get(round(start), self.right)


LEAST_TAB, DEEP_INDENT = 1.5, 8.0
"""Font sizes of the one gap between a label and its answer, and of the indent of the answer's other lines. Blanks of
justified text are narrower, and lists are set in less."""


@dataclass(slots=True)
class _Draft:
    """A paragraph being put together: its lines with their glue, and its marker."""

    lines: list[tuple[PrintedLine, Glue]]
    marker: Marker | None

    @property
    def last(self) -> PrintedLine:
        return self.lines[-1][0]


def room_after(line: PrintedLine, area: Area) -> float:
    """Return the free room behind a line."""
    return area.limit(line.start) - line.end


def _is_centered(line: PrintedLine, area: Area) -> bool:
    return (
        abs((line.start + line.end) - (area.left + area.right)) < 1.5 * line.size and line.start > area.left + line.size
    )


def _has_room_above(above: PrintedLine, below: PrintedLine, area: Area) -> bool:
    """Return whether the first word of `below` had room on the line above: then the author ended that line."""
    first, room = below.words[0], room_after(above, area)
    if below.text[0].isupper() and above.text.endswith(":"):
        is_label = above.text.endswith("):")  # 'Name of a body (date):' opens what it says
        if is_label or room > OPEN_LINE * (area.right - area.left):
            return True
    if abs(above.start - below.start) > 2 and _is_centered(above, area) and _is_centered(below, area):
        room += above.start - area.left
    width = first.end - first.start
    return room > width and room > width + _blank_width(above, below) + 0.3


def _blank_width(above: PrintedLine, below: PrintedLine) -> float:
    """Return the width of a blank: the middle one of the two lines, else a usual one."""
    gaps = [right.start - left.end for line in (above, below) for left, right in pairwise(line.words)]
    blanks = sorted(gap for gap in gaps if LEAST_BLANK < gap / above.size < MOST_BLANK)
    return blanks[len(blanks) // 2] if blanks else USUAL_BLANK * above.size


def _find_list_marker(line: PrintedLine, above: _Draft | None, area: Area, is_sequential: bool) -> Marker | None:
    """Return the marker of a line that opens a list item; a dash or a number that a wrap put there opens none."""
    marker = find_marker(line)
    if marker is None or marker.sort == "bullet":
        return marker
    set_off = marker.distance > 0.7
    if marker.sort == "ordered" and not (is_sequential or set_off):
        return None
    if above is None or set_off:
        return marker
    is_outdented = above.marker is not None and line.start < above.marker.text_start - INDENT
    is_indented = line.start > above.last.start + INDENT
    return marker if is_outdented or is_indented or _has_room_above(above.last, line, area) else None


def _opens_paragraph(draft: _Draft, line: PrintedLine, area: Area, typography: Typography) -> bool:
    """Return whether a line without a marker opens a new paragraph."""
    above = draft.last
    step, pitch = line.base - above.base, typography.pitch(max(line.size, above.size))
    if above.angle != line.angle or step < 0.3 * line.size or step > max(PARAGRAPH_STEP * pitch, 1.12 * line.size):
        return True
    if abs(above.size - line.size) > OTHER_SIZE * max(above.size, line.size):
        return True
    is_outdented = draft.marker is not None and line.start < draft.marker.text_start - INDENT
    # One full line behind a number does not show whether the lines below it hang, unless its type ends with it.
    is_other_type = above.words[-1].bold and not line.words[0].bold
    is_shown = len(draft.lines) > 1 or is_other_type or _has_room_above(above, line, area)
    if is_outdented and is_shown and _has_hanging_indent(draft):
        return True
    if _has_run_in_label(above, line) or _ends_bold_text(draft, line, typography) or has_leader(line.text):
        return True
    hyphenated = len(above.words[-1].text) > 1 and above.text[-1] in HYPHENS and line.text[0].islower()
    return not hyphenated and not _is_heading_continued(above, line, typography) and _has_room_above(above, line, area)


def _is_heading_continued(above: PrintedLine, line: PrintedLine, typography: Typography) -> bool:
    """Return whether a heading continues in the next line with a small letter, wherever it was broken."""
    if not (line.text[0].islower() and above.bold == line.bold):
        return False
    return min(above.size, line.size) >= HEADING_SIZE * typography.size and not above.text.endswith((".", ":", ";"))


def _has_run_in_label(above: PrintedLine, line: PrintedLine) -> bool:
    """Return whether a bold run-in label ('Objective:') opens the line behind text not bold, or behind closed text."""
    bold = takewhile(lambda word: word.bold, line.words) if line.words[0].bold else ()
    label = [word.text for word in bold]
    if above.words[-1].bold:
        return above.text.endswith(".") and bool(label) and label[-1].endswith(":")
    return any(word.endswith(":") for word in label)


def _ends_bold_text(draft: _Draft, line: PrintedLine, typography: Typography) -> bool:
    """Return whether a line is the text below a bold heading that fills its last line up to the edge.

    Bold text of a list item, or that ends like a sentence or a label, is a run-in title of the text that follows.
    """
    if typography.bold or draft.marker or any(word.bold for word in line.words) or line.text[0].islower():
        return False
    is_bold = all(word.bold for above, _ in draft.lines for word in above.words)
    return is_bold and draft.last.text[-1] not in (*HYPHENS, *",.:;?!")


def _has_hanging_indent(draft: _Draft) -> bool:
    marker = draft.marker
    if marker is None:
        return False
    rest = [line for line, _ in draft.lines[1:]]
    return marker.distance > 0.7 or any(line.start >= marker.text_start - INDENT for line in rest)


def _has_first_line_indent(draft: _Draft, line: PrintedLine, after: PrintedLine | None) -> bool:
    if draft.marker is not None or after is None or line.start <= draft.last.start + INDENT:
        return False
    return abs(after.start - draft.last.start) < 2 and line.start < draft.last.start + 4 * line.size


def split_paragraphs(lines: Sequence[PrintedLine], area: Area, typography: Typography) -> list[_Draft]:
    """Split the lines of one column or cell into paragraphs."""
    in_sequence_indices = find_in_sequence(lines)
    drafts: list[_Draft] = []
    is_cut = False
    for index, line in enumerate(lines):
        if is_rule(line.text):
            is_cut = True
            continue
        draft = drafts[-1] if drafts else None
        marker = _find_list_marker(line, draft, area, index in in_sequence_indices)
        after = lines[index + 1] if index + 1 < len(lines) else None
        if is_cut or marker or draft is None or _opens_draft(draft, line, after, area, typography):
            drafts.append(_Draft([(line, "paragraph")], marker))
            is_cut = False
        else:
            room = room_after(draft.last, area)
            draft.lines.append((line, find_glue(draft.last, line, typography, room)))
    return drafts


def _opens_draft(
    draft: _Draft, line: PrintedLine, after: PrintedLine | None, area: Area, typography: Typography
) -> bool:
    """Return whether a line without a marker opens a paragraph, by itself or set in from the lines around it."""
    if _opens_paragraph(draft, line, area, typography):
        return True
    return _has_first_line_indent(draft, line, after) and not _is_heading_continued(draft.last, line, typography)


def _count_label_words(draft: _Draft) -> int:
    """Return how many words are a label in front of an answer that hangs far behind it, where a tab parts the two.

    A label that runs past the stop of its tab has no column of its own.
    """
    (first, _), *rest = draft.lines
    if draft.marker or not rest or not first.gaps:
        return 0
    starts = [line.start for line, _ in rest]
    wide = [gap.at for gap in first.gaps if gap.width > LEAST_TAB * gap.size]
    is_hanging = min(starts) - first.start > DEEP_INDENT * first.size and max(starts) - min(starts) < INDENT
    return wide[0] if is_hanging and len(wide) == 1 else 0


def make_text_line(line: PrintedLine, glue: Glue, skip: int = 0, label: int = 0) -> Line | None:
    """Make a `Line`; `skip` words at its start (the marker) are left out of the text, `label` words get a colon.

    The box includes the marker, because values are assembled with the marker before each item.
    """
    words = line.words[skip:]
    if not words:
        return None
    text = join_words(words) if skip else line.text
    if label:
        text = f"{join_words(words[:label]).rstrip(' :')}: {join_words(words[label:])}"
    text = remove_note_marks(decode_private_use(replace_leaders(text)))
    opening = _count_bold_start(words, text)
    return Line(text, Anchor(line.page, as_box(line.box)), glue, line.bold, round(line.size, 1), opening)


def _count_bold_start(words: Sequence[Word], text: str) -> int:
    """Return how many characters at the start of a line are bold where the rest is not: a run-in title."""
    if not words[0].bold or all(word.bold for word in words):
        return 0
    return min(len(join_words(tuple(takewhile(lambda word: word.bold, words)))), len(text))


def _list_depth(marker: Marker, starts: list[float]) -> int:
    return sum(start < marker.start - INDENT for start in starts)


def make_blocks(drafts: Sequence[_Draft], typography: Typography, headings: bool = True) -> tuple[TextBlock, ...]:
    """Make blocks of paragraphs; headings are looked for outside of tables only."""
    blocks: list[TextBlock] = []
    starts: list[float] = []
    for draft in drafts:
        level = find_heading_level([line for line, _ in draft.lines], typography) if headings else 0
        marker = None if level else draft.marker
        skip = 1 if marker else 0
        label = 0 if level else _count_label_words(draft)
        lines = [
            make_text_line(line, glue, skip, label) if k == 0 else make_text_line(line, glue)
            for k, (line, glue) in enumerate(draft.lines)
        ]
        block_lines = tuple(line for line in lines if line)
        if marker:
            starts = [start for start in starts if start < marker.start - INDENT]
            block = TextBlock("list_item", block_lines, level=_list_depth(marker, starts), marker=marker.text)
            starts.append(marker.start)
        elif level:
            block, starts = TextBlock("heading", block_lines, level=level), []
        else:
            block = TextBlock("paragraph", block_lines)
        blocks.append(block)
    return tuple(blocks)


_WORDS = re.compile(r"[^\W\d_]{5,}")
_SHORT_PREFIX = 3
"""Letters of 'e-' and 'co-', the hyphen counted: both spellings are in use."""
_NO_BLANK_BEFORE = frozenset(".,;:!?)]}%»”’…。，、；：）」』")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$|\S{1,64}@\S*$", re.IGNORECASE)
_ADDRESS_GOES_ON = re.compile(r"[\w%#&=?/._~+-]*[/=&?#%_.][\w%#&=?/~+-]\S*$|\S*\d\S*$|[a-z-]+/?[.,;)]?$")
_ADDRESS_OPEN = tuple("/-_=&?#%.:~")


def is_unspaced_script(char: str) -> bool:
    """Return whether a character is of a script that sets no blanks between words.

    >>> is_unspaced_script("公"), is_unspaced_script("A"), is_unspaced_script("한")
    (True, False, False)
    """
    if unicodedata.east_asian_width(char) not in "WF":
        return False
    return not ("가" <= char <= "힣" or "ᄀ" <= char <= "ᇿ")


def _glue_of_hyphen(last: str, first: str, typography: Typography) -> Glue:
    """Drop a hyphen only if the document never has the word with it, and has it without, or has neither part as a word.

    That neither part is a word of its own is evidence only in a document whose typesetter breaks words.
    """
    joined, hyphenated = strip_word(last[:-1] + first), strip_word(last + first)
    if (
        first[0].islower()
        and not typography.words.get(hyphenated)
        and (typography.words.get(joined) or _is_common(last, joined) or _in_no_parts(last, first, typography))
    ):
        return "unhyphen"
    return "none" if len(last) > 1 else "space"


def _is_common(last: str, word: str) -> bool:
    """Return whether a broken word is a word of the templates; behind a short prefix a hyphen may stay."""
    return len(last) > _SHORT_PREFIX and word in common_words()


@cache
def common_words() -> frozenset[str]:
    """Return the words of all templates and vocabularies, case folded: a broken one is put together again."""
    texts: list[str] = []
    pending: list[object] = [load_data(f"lexicon/{name}") for name in list_data("lexicon")]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict):
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    return frozenset(word.casefold() for text in texts for word in _WORDS.findall(text))


def _in_no_parts(last: str, first: str, typography: Typography) -> bool:
    """Return whether a text that breaks words has neither part of a broken word as a word or prefix."""
    before, behind = strip_word(last), strip_word(first)
    parts = before.isalpha() and behind.isalpha() and min(len(before), len(behind)) > 1
    if not (typography.hyphenates and parts) or typography.words.get(before) or typography.words.get(behind):
        return False
    return not any(word.startswith(f"{before}-") for word in typography.words)


def _is_broken_word(above: PrintedLine, below: PrintedLine, typography: Typography, room: float) -> bool:
    """Return whether a word too long for its column was cut at the edge: one word fills the line, the rest follows."""
    if len(above.words) != 1 or room > 0.7 * above.size or not below.text[0].islower():
        return False
    last, first = above.words[0].text, below.words[0].text
    if typography.words.get(strip_word(last + first)):
        return True
    return not typography.words.get(strip_word(first)) and not typography.words.get(strip_word(last))


def find_glue(above: PrintedLine, below: PrintedLine, typography: Typography, room: float) -> Glue:
    """Return the glue of `below`, a line of the same paragraph; `room` is what was free behind `above`, in points."""
    last, first = above.text.rsplit(maxsplit=1)[-1], below.text.split(maxsplit=1)[0]
    if above.words[-1].soft or first[0] in _NO_BLANK_BEFORE:
        return "none"
    if above.words[-1].blank and typography.blanks_close_lines:
        return "space"
    if last[-1] in HYPHENS and len(last) > 1 and not _ADDRESS.search(last):
        return _glue_of_hyphen(last, first, typography)
    is_continued = (
        (is_unspaced_script(last[-1]) and is_unspaced_script(first[0]))
        or _is_address_continued(last, first, room < 2 * above.size)
        or _is_broken_word(above, below, typography, room)
    )
    return "none" if is_continued else "space"


def _is_address_continued(last: str, first: str, is_full: bool) -> bool:
    """Return whether a web or mail address continues with the next line's first word; `is_full` if its line is full."""
    if last.endswith("://"):
        return True
    if not _ADDRESS.search(last) or first.lower().startswith(("http", "www.")):
        return False
    if last.endswith(_ADDRESS_OPEN) and _ADDRESS_GOES_ON.match(first):
        return True
    return is_full and any(mark in first.rstrip(".,;)") for mark in "/=&_?#%")


def find_glue_over_page(last_line: str, first_line: str, typography: Typography) -> Glue:
    """Return the glue of a line that continues with a paragraph of the page before."""
    last, first = last_line.rsplit(maxsplit=1)[-1], first_line.split(maxsplit=1)[0]
    return _glue_of_hyphen(last, first, typography) if last[-1] in HYPHENS and len(last) > 1 else "space"
