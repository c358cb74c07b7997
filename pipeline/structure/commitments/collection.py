"""The commitments of a document with forms: title, theme, and the answers under each label, ready to be recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from pipeline.lexicon import match_exact_label
from pipeline.model import Block, Cell, Line, TextBlock
from pipeline.structure.commitments.completion import states_level
from pipeline.structure.grouping.boundaries import find_opener
from pipeline.structure.grouping.leads import find_lead_start, find_leads
from pipeline.structure.labelling.document_labels import MILESTONES_LABEL, DocumentLabel, find_label, meant_field
from pipeline.structure.labelling.forms import LabelledForms
from pipeline.structure.lines import join_lines, lines_of, text_of
from pipeline.structure.narrative.bodies import is_continuation, join_over_pages
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.outline.section_kinds import is_aside, is_promise, names_document
from pipeline.structure.surfaces import BESIDE, Piece
from pipeline.structure.text_labels.places import continues_sentence

LONGEST_TITLE = 40
"""Words: a longer text is what the commitment says, not its title."""

LONGEST_OPENING_TITLE = 25
"""Words of a bold text below a bare 'Commitment 3' that is its title; a longer one or a closed sentence is its text."""

MILESTONES = "milestones"

SHORT = frozenset({"lead_institution", "support_institutions", "timeline", "start_date", "end_date"})
"""Fields whose answer in one line with its label is a name or a date."""

MOST_BARE = 4
"""Labels in running text that follow each other without an answer: fewer are left empty, so many stand apart."""

FEWEST_SHARE = 0.5
"""Share of the commitments that hold a label of the form: words that fewer hold are of an answer."""


@dataclass(slots=True)
class LabelledItem:
    """A label with its answer: `blocks` that follow it, `cells` next to it."""

    label: DocumentLabel
    piece: Piece
    blocks: list[Block] = field(default_factory=list)
    cells: tuple[Cell, ...] = ()

    @property
    def name(self) -> str:
        """The label as printed."""
        return self.piece.text.strip()


@dataclass(slots=True)
class Commitment:
    """One commitment as the document prints it.

    `opening` is text between the title and the first label; `stray` counts texts of which nothing says where they
    belong. With `is_apart`, labels followed each other without their answers, which are left out.
    """

    number: str | None = None
    number_lines: tuple[Line, ...] = ()
    title: tuple[Line, ...] = ()
    theme: Piece | None = None
    opening: list[Block] = field(default_factory=list)
    entries: list[LabelledItem] = field(default_factory=list)
    stray: int = 0
    is_apart: bool = False

    @property
    def title_text(self) -> str:
        """The title as one line."""
        return " ".join(line.text for line in self.title)

    @property
    def page(self) -> int | None:
        """The page of the first label whose page is known."""
        return next((entry.piece.page for entry in self.entries if entry.piece.page), None)


def collect_commitments(forms: LabelledForms) -> tuple[Commitment, ...]:
    """Return the commitments of a document that its labels part."""
    groups = forms.grouping.groups
    leads = find_leads(forms)
    found = [
        _Reading(forms, leads.get(number)).read(group, _find_end(groups, number, forms))
        for number, group in enumerate(groups)
    ]
    return tuple(_without_aside_rows(found) if forms.grouping.by == "record" else found)


def _without_aside_rows(commitments: list[Commitment]) -> list[Commitment]:
    """Leave out the rows of registers next to the plan's own: of its follow-up, its process, earlier plans."""
    kept = [one for one in commitments if one.theme is None or not is_aside(one.theme.text)]
    fullest = max((len(one.entries) for one in kept), default=0)
    return [one for one in commitments if one in kept or len(one.entries) >= fullest]


def _find_end(groups: Sequence[range], number: int, forms: LabelledForms) -> int:
    """Return where a commitment's own pieces end: before what leads up to the next one."""
    group = groups[number]
    if forms.grouping.by != "label" or number + 1 >= len(groups) or groups[number + 1].start != group.stop:
        return group.stop
    return find_lead_start(forms.pieces, group.start, group.stop, forms.labels)


class _Reading:
    """Walks over the pieces of one commitment."""

    def __init__(self, forms: LabelledForms, lead: range | None) -> None:
        self.forms = forms
        self.lead = lead
        self.commitment = Commitment()
        self.open: LabelledItem | None = None

    def read(self, group: range, end: int) -> Commitment:
        """Read the commitment whose pieces these are."""
        pieces, labels = self.forms.pieces, self.forms.labels
        first = self.lead.start if self.lead else group.start
        self.commitment.theme = find_theme(pieces, first, labels)
        start = group.start
        if self.lead is None and find_label(pieces[start], labels) is None:
            self._take_title(pieces[start])
            start += 1
        for index in [*(self.lead or ()), *range(start, end)]:
            label = find_label(pieces[index], labels)
            if label is None and pieces[index].surface == "bar" and _heads_table(pieces, index):
                continue
            self._take(pieces[index], label)
        correct_title(self.commitment)
        leave_out_uncertain(self.commitment)
        return self.commitment

    def _take(self, piece: Piece, label: DocumentLabel | None) -> None:
        if label is not None and self._is_within_answer(piece, label):
            self._append(piece)
        elif label is not None:
            self._take_label(piece, label)
        elif piece.is_milestone_table and not self._asks_milestones():
            self._take_label(piece, MILESTONES_LABEL)
        elif self._is_before_labels() and (not self.commitment.entries or self._may_be_title(piece)):
            self._take_opening(piece)
        elif piece.surface == "row" and piece.answer and self.forms.grouping.by != "record":
            # A row of a form whose label no one knows keeps its printed name.
            self._take_label(piece, DocumentLabel(piece.key, piece.text, None, "row"))
        elif self._is_named_again(piece):
            return
        elif piece.surface == "heading" and self._ends_answer(piece):
            self._take_heading(piece)
        elif self.open is not None and not self._is_own_text(self.open, piece):
            self._append(piece)
        elif self.open is not None:
            self.commitment.opening += piece.as_blocks()
        else:
            self.commitment.stray += 1

    def _is_before_labels(self) -> bool:
        """Return whether no label but that of the theme, answered, is above: a title may follow."""
        entries = self.commitment.entries
        if not all(entry.label.field == "theme" and text_of(entry.blocks) for entry in entries):
            return False
        return bool(entries) or self.open is None

    def _ends_answer(self, piece: Piece) -> bool:
        """Return whether a heading that is no label ends the answer above it: one as prominent as a label, or more."""
        if piece.text.rstrip().endswith((":", "：")):
            return False
        match = match_exact_label(piece.text)
        if self.open is None or (match is not None and match.field == "heading"):
            return True
        if self.open.piece.surface == "heading":
            is_alike = self.open.label.method in ("heading", "meaning") or self._meant(piece).field is not None
            return piece.rank < self.open.piece.rank or (is_alike and piece.rank == self.open.piece.rank)
        return piece.table < 0

    def _take_heading(self, piece: Piece) -> None:
        """Keep the text below a heading that asks for nothing known under the heading's own words."""
        self._take_label(piece, self._meant(piece))

    def _meant(self, piece: Piece) -> DocumentLabel:
        """Return the label of a heading that no one knows: of a field that the other forms ask for and this one not."""
        field = meant_field(piece.text)
        held = {entry.label.field for entry in self.commitment.entries}
        is_missing = field in {label.field for label in self.forms.labels.values()} - held
        return DocumentLabel(
            piece.key, piece.text, field if is_missing else None, "meaning" if is_missing else "heading"
        )

    def _asks_milestones(self) -> bool:
        """Return whether the label above a table of milestones asks for it."""
        return self.open is not None and self.open.label.field in (MILESTONES, "timeline")

    def _is_within_answer(self, piece: Piece, label: DocumentLabel) -> bool:
        """Return whether a label in front of a text asks what the label above asked: 'Civic participation: ...'."""
        if self.open is None or piece.surface != "run_in" or label.field != self.open.label.field:
            return False
        is_rare = self.forms.share_of(label) < FEWEST_SHARE or len(self.forms.grouping.groups) == 1
        return label.field is not None and label.key != self.open.label.key and is_rare

    def _is_own_text(self, above: LabelledItem, piece: Piece) -> bool:
        """Return whether a sentence below a name or a date in one line with its label is what the commitment says."""
        if above.piece.surface != "run_in" or above.label.field not in SHORT or piece.is_candidate:
            return False
        last, block = above.blocks[-1] if above.blocks else None, piece.block
        if not isinstance(last, TextBlock) or not isinstance(block, TextBlock) or block.kind == "list_item":
            return False
        sentence = text_of([block]).rstrip().endswith((".", "。")) and not text_of([last]).rstrip().endswith((",", ":"))
        return sentence and not is_continuation(last, block)

    def _take_label(self, piece: Piece, label: DocumentLabel) -> None:
        # The cell of a row across holds the label alone, and no mark.
        cells = () if piece.surface == "bar" and not piece.answer else piece.cells
        entry = LabelledItem(label, piece, list(piece.answer), cells)
        self.commitment.entries.append(entry)
        complete = piece.surface in (*BESIDE, "table") and any(text_of(block) for block in piece.answer)
        self.open = None if complete else entry

    def _append(self, piece: Piece) -> None:
        assert self.open is not None
        self.open.blocks += piece.as_blocks()
        if piece.cells:
            self.open.cells += piece.cells

    def _take_opening(self, piece: Piece) -> None:
        """Take what is between the title and the first label: the title itself, or text."""
        if self._may_be_title(piece) and (not self.commitment.title or self._names_again(piece)):
            self._take_title(piece)
        elif piece.surface == "table":
            self.commitment.stray += 1
        else:
            self.commitment.opening += piece.as_blocks()

    def _names_again(self, piece: Piece) -> bool:
        """Return whether a heading names the commitment whose number the title of the page names, or the first part.

        'Commitment 3' may be over 3.1 and 3.2, each with a form of its own.
        """
        number, above = split_number(piece.text)[0], self.commitment.number
        is_part = piece.surface == "heading" and (number or "").startswith(f"{above}.")
        if number is None or not (is_part or (number == above and is_named(piece.text))):
            return False
        self.commitment.opening = []
        if is_part:
            self.commitment.number = number
        return True

    def _is_named_again(self, piece: Piece) -> bool:
        """Return whether a text only names the commitment again over the rest of it: 'Commitment 3 (continued)'."""
        number, rest = split_number(piece.text)
        is_own = number is not None and number == self.commitment.number and is_named(piece.text)
        title = split_number(self.commitment.title_text)[1]
        return is_own and (rest.startswith("(") or rest.casefold() in ("", title.casefold()))

    def _may_be_title(self, piece: Piece) -> bool:
        text = piece.text or (text_of(piece.answer) if piece.answer else "")
        words = len(text.split())
        if states_level(text):
            return False
        if piece.surface in ("heading", "bar"):
            closed = text.rstrip().endswith((".", ";"))
            return words <= (LONGEST_OPENING_TITLE if closed else LONGEST_TITLE) and not (closed and words > 12)
        if piece.surface == "run_in" and is_named(piece.text):
            return bool(piece.answer)
        return piece.surface in ("line", "question") and words <= LONGEST_OPENING_TITLE and not self.commitment.opening

    def _take_title(self, piece: Piece) -> None:
        """Take number and title from a heading; one without words leaves the title to what follows."""
        lines = piece.lines or tuple(line for block in piece.answer for line in lines_of(block))
        text = " ".join(line.text for line in lines)
        number, rest = split_number(text.replace("**", "").strip())
        if number is not None and not (self.commitment.number and number != self.commitment.number):
            self.commitment.number, self.commitment.number_lines = number, lines[:1]
        elif number is not None:
            rest = text
        if any(map(str.isalpha, rest)):
            self.commitment.title = lines
        answer = lines_of(piece.answer)
        if piece.surface in ("run_in", "opening") and piece.answer and not is_named(text):
            self.commitment.opening += piece.answer
        elif (piece.surface == "run_in" and piece.answer) or _is_name_beside_title(piece, rest):
            self.commitment.title = answer


def _is_name_beside_title(piece: Piece, rest: str) -> bool:
    """Return whether a row of a form is a bare 'Commitment 1' with the title in the next cell."""
    words = len(text_of(piece.answer).split())
    return piece.surface == "row" and is_named(piece.text) and not rest and 0 < words <= LONGEST_TITLE


def correct_title(commitment: Commitment) -> None:
    """Put a title's second line back to it, and a sentence that was taken for a title to the text that it opens."""
    opening = commitment.opening
    if not commitment.title or not opening or not isinstance(opening[0], TextBlock):
        return
    text, first = commitment.title_text.rstrip(), opening[0]
    below = join_lines(first.lines)
    is_short = len(below.split()) <= LONGEST_OPENING_TITLE and not below.rstrip().endswith((".", ";", ":"))
    if len(opening) == 1 and is_short and text.endswith(("–", "—", ":")):
        commitment.title = (*commitment.title, *first.lines)
        commitment.opening = []
    elif is_promise(text) and commitment.number and (text.endswith(":") or continues_sentence(text, below)):
        goes_on = not text.endswith(":")
        rest = (replace(first.lines[0], glue="space" if goes_on else "paragraph"), *first.lines[1:])
        own = TextBlock("paragraph", commitment.title)
        whole = (replace(own, lines=(*own.lines, *rest)),) if goes_on else (own, first)
        commitment.title, commitment.opening = (), [*whole, *opening[1:]]


def leave_out_uncertain(commitment: Commitment) -> None:
    """Leave out labels that follow each other without their answers, and the one next to them that took these.

    The text between title and first label may be such an answer as well. What other labels ask for stays.
    """
    in_text = [entry for entry in commitment.entries if entry.piece.surface not in (*BESIDE, "bar", "table")]
    uncertain: set[int] = set()
    at = 0
    for empty, run in groupby(in_text, key=lambda entry: not text_of(entry.blocks)):
        end = at + sum(1 for _ in run)
        if empty and end - at >= MOST_BARE:
            start = at if end < len(in_text) else max(at - 1, 0)
            uncertain |= {id(entry) for entry in in_text[start : end + 1]}
        at = end
    if uncertain:
        commitment.entries = [entry for entry in commitment.entries if id(entry) not in uncertain]
        commitment.opening, commitment.is_apart = [], True


def _heads_table(pieces: Sequence[Piece], index: int) -> bool:
    """Return whether a row across a form is right over the heads of its milestones."""
    below = pieces[index + 1] if index + 1 < len(pieces) else None
    return below is not None and below.surface == "table" and below.table == pieces[index].table >= 0


def find_theme(pieces: Sequence[Piece], first: int, labels: Mapping[str, DocumentLabel]) -> Piece | None:
    """Return the nearest heading above a commitment that is more prominent than its own."""
    opener = pieces[find_opener(pieces, first, labels)]
    own = opener.rank if opener.surface == "heading" and find_label(opener, labels) is None else 1000
    if pieces[first].record >= 0 or pieces[first].table >= 0:
        bar = _bar_above(pieces, first)
        if bar is not None:
            return bar
    for index in range(first - 1, -1, -1):
        piece = pieces[index]
        # In the type of commitments that 'Commitment 1' names, a heading right above one of them is their theme.
        is_over = is_named(opener.text) and pieces[index + 1].surface == "heading" and is_named(pieces[index + 1].text)
        above = piece.surface == "heading" and piece.rank < own + is_over and not is_named(piece.text)
        if above and not index and sum(p.style == piece.style for p in pieces) == 1:
            return None  # the document's title
        if above and find_label(piece, labels) is None:
            return None if names_document(piece.text) else piece
    return None


def _bar_above(pieces: Sequence[Piece], first: int) -> Piece | None:
    """Return the row across a register that a row is under."""
    if pieces[first].record < 0:
        return None
    for index in range(first - 1, -1, -1):
        piece = pieces[index]
        if piece.table != pieces[first].table:
            return None
        if piece.surface == "bar":
            return piece
    return None


def answer_blocks(entry: LabelledItem) -> list[Block]:
    """Return the blocks of an answer, those that a page end parts joined."""
    return join_over_pages(entry.blocks)
