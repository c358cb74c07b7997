"""What the labels and set phrases of one commitment's section say: texts, institutions, dates, milestones, ratings.

Set phrases say that a commitment is carried forward or not, or that it gained or lost a star.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import takewhile

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.model import OTHER_FIELD, Line, RawValue
from pipeline.model.issues import Issue
from pipeline.parsers.forms.commitment_numbers import number_list
from pipeline.parsers.forms.ratings import iterate_sentences, list_named, sentence_value
from pipeline.parsers.irm.labels import Label
from pipeline.parsers.irm.ledger import BY_VALUE, Ledger
from pipeline.parsers.irm.ratings import (
    LONGEST_RATING,
    SCALES,
    Answer,
    Rating,
    is_definition,
    is_level_of,
    is_not_assessed,
    is_prose,
    load_words,
    make_issue,
    match_ogp_value,
    match_word,
    read_answer,
)
from pipeline.parsers.irm.sections import BOLD, PLAIN, Item
from pipeline.structure.lines import Stream, cut_lines, join_lines, make_stream, make_value, open_paragraph
from pipeline.structure.milestones.lists import StepSpan, split_items
from pipeline.structure.milestones.numbering import bullet_end, opening_mark
from pipeline.structure.outline.footnotes import find_unmarked_notes


def read_sentence_level(indicator: str, lines: Sequence[Line]) -> Rating | None:
    """Return the rating that the first sentence with a known phrase gives, unless it says that this is not known."""
    phrases: Mapping[str, Sequence[str]] = load_words()["sentence_levels"][indicator]
    for sentence in iterate_sentences(lines):
        text = sentence.text.lower().replace("’", "'")
        codes = [coded for coded, forms in phrases.items() if any(form in text for form in forms)]
        if codes and not any(hedge in text for hedge in load_words()["not_known"]):
            return _make_rating(indicator, codes[0], None, sentence_value(sentence))
    return None


def _make_rating(indicator: str, coded: str, phase: str | None, said: RawValue) -> Rating:
    return Rating(indicator, replace(said, text=coded), coded, phase, evidence=said)


def read_stars(items: Sequence[Item], ledger: Ledger) -> None:
    """Rate the stars that an end-of-term report lists by phase: who had one at the midterm, and who has one now."""
    by_phase: dict[str, tuple[Sequence[str], RawValue]] = {}
    for sentence in (each for item in items if names_star(item.text) for each in iterate_sentences(item.lines)):
        phase = _find_phase(sentence.text)
        is_on_stars = names_star(sentence.text) or phase == "end_of_term"
        if phase and is_on_stars and (numbers := _find_numbers(sentence.text)):
            by_phase.setdefault(phase, (numbers, sentence_value(sentence)))
    for phase, (numbers, said) in by_phase.items():
        _rate_stars(ledger, numbers, "yes", phase, said)
    if len(by_phase) > 1:
        final, said = by_phase["end_of_term"]
        lost = [number for number in by_phase["midterm"][0] if number not in final]
        _rate_stars(ledger, lost, "no", "end_of_term", said)


def _rate_stars(ledger: Ledger, numbers: Sequence[str], coded: str, phase: str, said: RawValue) -> None:
    for entry in filter(None, (ledger.find(number, None) for number in numbers)):
        entry.ratings.append(_make_rating("starred", coded, phase, said))


def names_star(text: str) -> bool:
    """Return whether a text speaks of stars."""
    return _star_pattern().search(text) is not None


@cache
def _star_pattern() -> re.Pattern[str]:
    return _words_pattern(load_words()["star_words"])


@cache
def _phase_patterns() -> Mapping[str, re.Pattern[str]]:
    return {phase: _words_pattern(words) for phase, words in load_words()["phases"].items()}


def _words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{join_alternatives(words)})(?!\w)", re.IGNORECASE)


def _find_phase(text: str) -> str | None:
    """Return the one phase that a sentence names."""
    found = [phase for phase, pattern in _phase_patterns().items() if pattern.search(text)]
    return found[0] if len(found) == 1 else None


def _find_numbers(text: str) -> Sequence[str]:
    """Return the commitments that a sentence names, else the numbers in its first bracket."""
    named = list_named(text)
    listed = None if named or "(" not in text else number_list(text, text.index("(") + 1)
    return listed.numbers if listed else named


SHORT_FIELDS = frozenset({"lead_institution", "support_institutions", "start_date", "end_date"})
"""Fields whose answer is one paragraph: what follows it belongs to none of them."""

_QUOTES = {"“": "”", "«": "»", '"': '"', "„": "“"}


class SectionReader:
    """Reads one section of a commitment; `milestones` are the fields of each in the order of the section.

    `list_entries` may be milestones that no heading calls so; `star` is a star that a sentence gives or takes.
    """

    def __init__(self, items: Sequence[Item], number: str | None) -> None:
        """Read the items of a section; `number` is the commitment's own."""
        self.fields: dict[str, RawValue] = {}
        self.ratings: list[Rating] = []
        self.issues: list[Issue] = []
        self.star: Rating | None = None
        self._texts: defaultdict[str, list[Item]] = defaultdict(list)
        self._target: str | None = None
        self._target_rank = PLAIN
        self._open_rating: Label | None = None
        self._is_opening_government = self._is_rating_list = False
        self._evidence: list[Item] | None = None
        notes = find_unmarked_notes([(item.text, _is_plain(item)) for item in items])
        for index, item in enumerate(items):
            if index not in notes:
                self._read_item(item)
        self._close_evidence()
        listed = self._texts.pop("milestones", [])
        prose, self.milestones, self.list_entries = split_milestones(self._texts.pop("description", []), listed, number)
        if prose := prose or self._find_unlabelled_text(items):
            self.fields["description"] = _strip_quotes(join_items(prose))
        for name, texts in self._texts.items():
            if name != "design_assessment":
                self.fields[name] = join_items(texts[:1] if name in ("start_date", "end_date") else texts)
            if name.startswith(OTHER_FIELD):
                text = f"The heading '{name.removeprefix(OTHER_FIELD)[:80]}' is not known; its text is in other_fields."
                self.issues.append(make_issue("unmapped-label", text, texts[0].page))

    def _read_item(self, item: Item) -> None:
        if self.star is None and names_star(item.text):
            self.star = read_sentence_level("starred", item.lines)
        if item.ratings:
            self.ratings += item.ratings
        elif item.issue is not None:
            self.issues.append(item.issue)
        elif item.grid is not None or item.totals:
            self._close_evidence()
            self._target = self._open_rating = None
        elif item.label is not None:
            self._open_rating = None
            self._close_evidence()
            self._is_rating_list = item.label.kind == "rating" and item.is_list_item
            self._target_rank = item.rank
            self._read_label(item, item.label)
        elif item.lines:
            self._read_text(item)

    def _read_label(self, item: Item, label: Label) -> None:
        if label.kind == "value" and not self._is_opening_government:
            self._read_text(item)
            return
        if label.kind == "value":
            self._read_rating(Label("rating", BY_VALUE, label.phase), item, label.name)
            return
        if label.kind == "phase":
            self._read_rating(Label("rating", "completion", label.phase), item)
            return
        self._is_opening_government = label.name == BY_VALUE
        if label.kind == "rating":
            self._read_rating(label, item)
        else:
            self._target = label.name if label.kind == "field" else None
            if self._target and item.lines and match_word("nothing", item.text.rstrip(".")) is None:
                self._add_text(item)

    def _add_text(self, item: Item) -> None:
        """Add a paragraph to the open field; a short field is done unless its list continues."""
        if self._target is None:
            return
        self._texts[self._target].append(item)
        if self._evidence is not None:
            self._evidence.append(item)
        if self._target in SHORT_FIELDS and (item.label is None or item.text[-1:] not in ",;:"):
            self._target = None

    def _read_rating(self, label: Label, item: Item, part: str | None = None) -> None:
        """Read the rating behind a label; what follows it is prose of the field that the indicator feeds."""
        self._target = load_words()["prose_of"].get(label.name)
        if not item.lines or label.name == "carried_forward":
            self._open_rating = label
            if item.lines:
                self._read_text(replace(item, label=None, is_cell_start=False))
        elif answer := read_answer(label.name, item.lines):
            self._add_rating(label, item, answer, part)
        elif len(item.text) > LONGEST_RATING:
            self._add_text(replace(item, label=None))
        elif not is_not_assessed(item.text):
            text = f"'{item.text[:80]}' is no known value of {label.name}. Add it to the vocabulary."
            self.issues.append(make_issue("unknown-rating", text, item.page))

    def _add_rating(self, label: Label, item: Item, answer: Answer, part: str | None = None) -> None:
        self.ratings.append(Rating(label.name, answer.printed, answer.code, label.phase, part))
        self._evidence = []
        rest = join_lines(answer.rest)
        if is_prose(rest) and not is_definition(rest):
            self._add_text(Item(answer.rest, rest, PLAIN, page=item.page))

    def _close_evidence(self) -> None:
        """Give the last rating the paragraphs that followed it as what it rests on."""
        if self._evidence:
            self.ratings[-1] = replace(self.ratings[-1], evidence=join_items(self._evidence))
        self._evidence = None

    def _read_text(self, item: Item) -> None:
        """Read the value of an open label, or text of the open field; an unknown heading closes the field."""
        label, self._open_rating = self._open_rating, None
        if label is not None and label.name == "carried_forward":
            self._read_carried_forward(item)
        elif label is not None and (answer := read_answer(label.name, item.lines)):
            self._add_rating(label, item, answer)
            return
        if self._add_value(item):
            return
        # The cell behind a rating is prose on it; any other cell without a label may be on something else.
        if item.is_cell_start and label is None and self._evidence is None:
            self._target = None
        if item.rank <= BOLD and not item.is_list_item and self._closes(item):
            self._close_evidence()
            self._target, self._target_rank = f"{OTHER_FIELD}{item.text.strip(' :')}", item.rank
        # Among bullets that rate a commitment, one in unknown words is no prose on the rating before it.
        elif not (_is_stray(item.text) or (self._is_rating_list and item.is_list_item)) and (
            self._evidence != [] or not is_definition(item.text)
        ):
            fed = {load_words()["prose_of"].get(rating.indicator) for rating in self.ratings}
            # Prose behind a list of ratings is on the results, where the list rates what came of the commitment.
            if self._is_rating_list and self._evidence == [] and "results" in fed:
                self._target = "results"
            self._is_rating_list = False
            self._add_text(item)

    def _add_value(self, item: Item) -> bool:
        """Add one of OGP's values that stands below 'Relevant: Yes' as the value for which a commitment is relevant."""
        value = match_ogp_value(item.text) if not item.is_cell_start else None
        last = self.ratings[-1] if self.ratings and value else None
        if last is None or last.indicator != "relevance" or self._evidence:
            return False
        self.ratings.append(replace(last, value=make_value(item.lines, "label"), code=str(value)))
        return True

    def _read_carried_forward(self, item: Item) -> None:
        """Read 'Yes. ...' or what the first sentences say; all of the text stays in the field that it feeds."""
        if answer := read_answer("carried_forward", item.lines):
            self.ratings.append(Rating("carried_forward", answer.printed, answer.code, evidence=join_items([item])))
        elif said := read_sentence_level("carried_forward", item.lines):
            self.ratings.append(said)

    def _closes(self, item: Item) -> bool:
        """Return whether a heading that is no known label ends the open field: a smaller one is within it."""
        if self._target in ("description", "milestones") and item.rank == BOLD:
            return False
        return self._target is None or item.rank <= self._target_rank

    def _find_unlabelled_text(self, items: Sequence[Item]) -> list[Item]:
        """Return the paragraphs below the heading, which the first reports print without a label.

        Later reports have an introduction of their own there; they neither name a lead nor rate specificity.
        """
        rated = {rating.indicator for rating in self.ratings}
        if "lead_institution" not in self._texts or "specificity" not in rated:
            return []
        return list(takewhile(lambda item: item.label is None and item.rank == PLAIN and item.lines, items))


def _is_stray(text: str) -> bool:
    """Return whether a paragraph is a heading of a grid whose table was lost: a level or one of OGP's values, alone."""
    return len(text) < LONGEST_RATING and (
        match_ogp_value(text) is not None or any(n != "relevance" and is_level_of(n, text) for n in SCALES)
    )


def _is_plain(item: Item) -> bool:
    return item.label is None and item.rank == PLAIN and not item.is_list_item


def join_items(items: Iterable[Item]) -> RawValue:
    """Return the items as one text, a paragraph each."""
    return make_value([line for item in items for line in open_paragraph(item.lines)], "label")


def _strip_quotes(printed: RawValue) -> RawValue:
    """Return a text without the quotation marks that enclose all of it."""
    text = printed.text.strip()
    if len(text) < 2 or _QUOTES.get(text[0]) != text[-1] or text[0] in text[1:-1]:
        return printed
    joined = make_stream(printed.lines)
    begin = joined.text.index(text[0]) + 1
    return make_value(cut_lines(joined, begin, joined.text.rindex(text[-1])), "label")


_INTRO = re.compile(r"^\D{0,80}:$")
Fields = dict[str, RawValue]


def split_milestones(
    description: Sequence[Item], listed: Sequence[Item], number: str | None
) -> tuple[list[Item], list[Fields], list[Item]]:
    """Return the prose of a commitment's text, its milestones, and the entries of lists that may be milestones.

    The last are bulleted or numbered entries that no heading calls milestones: the rows of the grid decide.
    """
    prose: list[Item] = []
    own: list[Item] = []
    entries: list[Item] = []
    for item in description:
        if _has_own_number(item, number) or (own and item.is_list_item):
            own.append(item)
        else:
            prose.append(item)
            if item.is_list_item or opening_mark().match(item.text):
                entries.append(item)
    milestones = [*read_items_as_milestones(own), *read_items_as_milestones(listed)]
    return prose, milestones, [] if milestones else entries


def _has_own_number(item: Item, number: str | None) -> bool:
    """Return whether a paragraph opens with a number below the commitment's own: '5.1' in commitment 5."""
    found = opening_mark().match(item.text, bullet_end(item.text))
    if found is None or "." not in found[2]:
        return False
    return number is None or found[2].startswith(f"{number}.")


def read_items_as_milestones(items: Sequence[Item]) -> list[Fields]:
    """Return the number and the whole text of the milestones that paragraphs list, as the action plan prints them."""
    listed = [item for item in items if not _INTRO.match(item.text)]
    joined = make_stream([line for item in listed for line in open_paragraph(item.lines)])
    found = split_items(joined)
    if not any(part.number for part in found):
        # Without numbers each paragraph is one: its dates are its own.
        parts = [make_stream(open_paragraph(item.lines)) for item in listed]
        return [fields for part in parts if (fields := _make_fields(part, StepSpan(None, 0, len(part.text))))]
    return [fields for part in found if "text" in (fields := _make_fields(joined, part))]


def _make_fields(joined: Stream, found: StepSpan) -> Fields:
    start = found.start + bullet_end(joined.text[found.start : found.end])
    text = cut_lines(joined, start, found.end)
    number = RawValue(found.number, "list", cut_lines(joined, found.mark, found.start)) if found.number else None
    return {**({"number": number} if number else {}), **({"text": make_value(text, "list")} if text else {})}
