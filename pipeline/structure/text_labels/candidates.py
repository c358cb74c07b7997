"""Spans of a running text that may be labels: known wordings, questions, short lines, words before a colon."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from pipeline.lexicon.ideas import find_asked_field, find_headed_field, opens_question
from pipeline.lexicon.text_folding import fold_to_letters
from pipeline.lexicon.wording_trie import FoldedText, fold_with_places
from pipeline.schema.data import load_data
from pipeline.structure.dates import is_date
from pipeline.structure.text_labels.places import (
    NUMBERED,
    SENTENCE_ENDS,
    LabelPlace,
    fields_with_role,
    find_label_places,
    is_dangling,
    names_a_value,
)
from pipeline.structure.text_labels.table_heads import (
    CAPITAL_NEXT,
    GLUED_REACH,
    MOST_GLUED_WORDS,
    MOST_LINES,
    SENTENCE_END,
    SHORTEST,
    exact_ends,
    find_table_head,
    line_end,
)

LONGEST_LABEL = 260
"""Characters: the longest question of the official templates has 240."""

MOST_LINE_WORDS = 24
"""Words of a line of its own: longer ones are prose in all annotated texts."""

MOST_COLON_WORDS = 18
"""Words before a colon."""

MOST_COMPLETING_WORDS = 8
"""Words that complete a known wording to the label that a line, a question or a colon ends."""

SHORT_WORDS = 2
"""Words of a label that is short."""

ASKING_REACH = 20
"""Characters in which the first word of a question ends."""

MOST_HEADED_WORDS = 9
"""Words of a head that its ideas end where its answer goes on in lower case."""

_QUESTION = re.compile(r"¿?[^?¿]{8,260}\?")
_NEXT_WORDS = re.compile(r"(?:[ \n]+[^\W\d_]+){1,5}")
_COUNTED = re.compile(r"\s{0,2}[0-9]{1,3}(?:\.[0-9]{1,2}){0,3}(?![.)0-9])")
_LOOSE_ENDS = " \n.:*-‐–—•●▪\uf0a7\uf0b7"
_LOWER_NEXT = re.compile(r"\s+[^\W\d_A-ZÀ-ÝА-Я]")
_COLON_NEXT = re.compile(r" ?:")
_ANSWERED = re.compile(r" ?: ?[^\W\d_]")
_BRACKETED = re.compile(r"(?:/[^\W\d_]+|\([^\W\d_]{1,3}\))(?= ?[:\n]| \S)|[ \n]\([^()|\n]{2,120}\)(?= ?:| \S)")
"""What completes a wording: another form of its last word ('agency/actor', 'agency(ies)'), or a hint in brackets; a
bracket that ends the line may be the answer."""
_HEADED_COLON = re.compile(rf"[^\W\d_]+(?: [^\W\d_]+){{1,{MOST_HEADED_WORDS - 1}}}(?= ?:)")
_OR = re.compile(r"\s?/\s?")
_NEXT_WORD = re.compile(r" ?[^\W\d_]\S*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be a label.

    `start` is where its enumeration begins, `at` its first word; `kinds` says why it is one: `known` (a wording of the
    lexicon), `question`, `colon`, `line`, `lines`, `glued` (a capital letter follows), `completed` (a known wording and
    more words of its line), `headed` (words that all say what is asked, the answer goes on in lower case), `head` (of a
    milestone table).
    """

    place: LabelPlace
    start: int
    at: int
    end: int
    kinds: frozenset[str]
    known: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    repeats: int = 1


@dataclass(slots=True)
class _Ends:
    """The places where a candidate may end, with the reasons, the known fields and the columns of a table head."""

    kinds: dict[int, set[str]] = field(default_factory=dict)
    known: dict[int, tuple[str, ...]] = field(default_factory=dict)
    columns: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def add(self, end: int, kind: str) -> None:
        self.kinds.setdefault(end, set()).add(kind)


def find_candidates(text: str, folded: FoldedText | None = None) -> list[Candidate]:
    r"""Return the candidates of a text in order of their place.

    >>> found = find_candidates("Main objective: open data.\nAmbition\nMore of it.")
    >>> sorted({(c.at, c.end) for c in found if "known" in c.kinds})
    [(0, 14), (27, 35)]
    """
    folded = folded or fold_with_places(text)
    found = [candidate for place in find_label_places(text) for candidate in _at_place(text, folded, place)]
    found = list(_without_parts_of_questions(text, found))
    printed = {(c.at, c.end): fold_to_letters(text[c.at : c.end]) for c in found}
    counts = Counter(printed.values())
    return [c if (count := counts[printed[c.at, c.end]]) == 1 else replace(c, repeats=count) for c in found]


def _without_parts_of_questions(text: str, found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Leave out what stands inside a question: 'PROBLEM THAT IT SOLVES' of 'WHAT IS THE PROBLEM THAT IT SOLVES?'."""
    asked = 0
    for candidate in found:
        span = text[candidate.at : candidate.end]
        if candidate.end <= asked and not (opens_question(span) and "question" in candidate.kinds):
            continue
        if "question" in candidate.kinds and candidate.place.line_start and opens_question(span):
            asked = max(asked, candidate.end)
        yield candidate


def _at_place(text: str, folded: FoldedText, place: LabelPlace) -> Iterator[Candidate]:
    ends = _Ends()
    _add_known(ends, text, folded, place.at)
    if place.line_start or place.after_sentence or opens_question(text[place.at : place.at + ASKING_REACH]):
        _add_questions(ends, text, place.at)
    if place.line_start:
        _add_lines(ends, text, place.at)
    if place.line_start or place.after_sentence:
        _add_glued(ends, text, place.at)
    if place.line_start:
        _add_headed(ends, text, place.at)
    elif not place.after_sentence:
        _add_headed_colon(ends, text, place.at)
    _add_head(ends, text, folded, place.at, place.line_start or place.after_sentence)
    may_ask = any("question" in kinds for kinds in ends.kinds.values())
    asks = text[place.at] == "¿" and may_ask
    whole = _capitals_end(text, place)
    closed = max((end for end in ends.known if _COLON_NEXT.match(text, end)), default=0)
    _extend_known(ends, text, place.at)
    _extend_over_hints(ends, text)
    for end, kinds in ends.kinds.items():
        span = text[place.at : end]
        # A question ends at its mark, a known wording at its colon: a part of either is no label.
        continues = _LOWER_NEXT.match(text, end) is not None or (
            opens_question(span) and text[end : end + 2].lstrip()[:1] != "?"
        )
        is_part = "question" not in kinds and (asks or (may_ask and continues))
        if is_part or end < max(closed, whole) or len(span) < SHORTEST:
            continue
        if _is_no_label(text, place, end, kinds, ends.known):
            continue
        bare = place.at + len(span.rstrip(" ?:.)*"))
        known = ends.known.get(end) or ends.known.get(bare, ())
        yield Candidate(place, place.start, place.at, end, frozenset(kinds), known, ends.columns.get(end, ()))


def _capitals_end(text: str, place: LabelPlace) -> int:
    """Return where a line of capitals ends that a line in other letters follows: its first words are no label."""
    end = line_end(text, place.at)
    line, below = text[place.at : end], text[end + 1 : line_end(text, end + 1)]
    is_head = place.line_start and line.isupper() and ":" not in line and 0 < len(line.split()) <= MOST_LINE_WORDS
    return place.at + len(line.rstrip(_LOOSE_ENDS)) if is_head and below.strip() and not below.isupper() else 0


def _extend_known(ends: _Ends, text: str, at: int) -> None:
    """Give a line, question or words before a colon the field of the known wording that they only complete.

    So '(SDG) that it addresses' completes 'Sustainable Development Goal': it opens in lower case or with a bracket.
    """
    for end, kinds in ends.kinds.items():
        if not kinds & {"line", "question", "colon", "glued"} or end in ends.known:
            continue
        if "question" in kinds and find_asked_field(text[at:end]):
            continue  # the whole asks for something by itself
        for inner in sorted((known for known in ends.known if known < end), reverse=True):
            rest = text[inner:end].strip()
            tells = text[end : end + 1] == "." or bool(_verb_words() & set(rest.split()))
            is_whole = " " in text[at:inner] and len(rest.split()) <= MOST_COMPLETING_WORDS and not tells
            is_whole = is_whole and (bool(kinds & {"line", "question", "colon"}) or rest == rest.lower())
            if is_whole and (rest[:1].islower() or rest[:1] == "/" or (rest[:1] == "(" and ")" in rest)):
                kinds.add("completed")
                ends.known[end] = ends.known[inner]
                break


def _extend_over_hints(ends: _Ends, text: str) -> None:
    """Let a wording end behind the hint in brackets, or the other form of its last word, that is printed with it.

    Brackets behind a label of milestones name columns.
    """
    for end, kinds in list(ends.kinds.items()):
        more = _BRACKETED.match(text, end)
        if more is None or "milestones" in ends.known.get(end, ()) or not kinds & {"known", "glued"}:
            continue
        ends.kinds.setdefault(more.end(), set()).update(kinds)
        if end in ends.known:
            ends.known.setdefault(more.end(), ends.known[end])
        del ends.kinds[end]
        ends.known.pop(end, None)


def _goes_on(text: str, place: LabelPlace, end: int) -> bool:
    """Return whether words in lower case at a line's start continue the sentence of the line above."""
    if not text[place.at].islower() or not place.line_start or text[end : end + 3].strip()[:1] in (":", "?"):
        return False
    above = text[max(0, place.start - 200) : place.start].rstrip(" \n").rpartition("\n")[2]
    return bool(above) and not above.endswith(SENTENCE_ENDS)


def _is_no_label(text: str, place: LabelPlace, end: int, kinds: set[str], known: Mapping[int, tuple[str, ...]]) -> bool:
    """Return whether a span belongs to a sentence, names a thing or is an answer."""
    span = text[place.at : end]
    is_cut = not kinds & {"known", "head", "question"} and span.count("(") > span.count(")")
    if is_cut or ("head" not in kinds and place.line_start and _opens_dated_row(text, place.at)):
        return True
    if (span[0].islower() and not kinds & {"known", "head"}) or _is_within_sentence(text, place, end):
        return True
    if kinds <= {"known", "glued", "headed"} and (
        _is_subject(text, span, end) or _is_wrapped_word(text, place, span, known.get(end, ()))
    ):
        return True
    if kinds <= {"line", "lines"} and _verb_words() & set(span.split()[1:2]) and not opens_question(span):
        return True
    if kinds <= {"line", "lines"} and _has_answer(text, place.at, end, known):
        return True
    names_values = len(span.split()) <= 6 and names_a_value(span)  # OGP's values, named, are an answer
    return "question" not in kinds and (names_values or _is_name(text, span, end) or _has_open_end(span))


def _has_open_end(span: str) -> bool:
    """Return whether the last word needs another one, as that of a relative clause does not: 'that it responds to'.

    A verb needs what follows its colon: 'The aims are:'.
    """
    words = span.split()
    if words[-1] in _verb_words() and not opens_question(span):
        return True
    return is_dangling(words[-1]) and not fields_with_role("relative") & set(map(str.lower, words[:-2]))


def _opens_dated_row(text: str, at: int) -> bool:
    """Return whether a line is a row of a table with bars: 'Inventory of the data | March 2021 | June 2021'."""
    _, *cells = text[at : line_end(text, at)].split("|")
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(map(is_date, filled))


def _is_within_sentence(text: str, place: LabelPlace, end: int) -> bool:
    """Return whether words continue with a sentence: behind its line or a preposition, or before a comma."""
    if _goes_on(text, place, end) or text[end : end + 2].lstrip(" ")[:1] in (",", ";"):
        return True
    before = text[max(0, place.start - 12) : place.start].rpartition("\n")[2].split()
    return not place.after_sentence and bool(before) and is_dangling(before[-1])


def _is_wrapped_word(text: str, place: LabelPlace, span: str, fields: tuple[str, ...]) -> bool:
    """Return whether a word that names bodies or people continues the sentence of the line above."""
    above = text[max(0, place.start - 200) : place.start].rstrip(" \n").rpartition("\n")[2]
    is_open = len(above.split()) >= 4 and not above.endswith(SENTENCE_ENDS)
    return " " not in span and is_open and bool(fields) and set(fields) <= fields_with_role("names")


def _has_answer(text: str, at: int, end: int, known: Iterable[int]) -> bool:
    """Return whether a line is a known label, its colon and an answer: 'Main objective: open data'."""
    return any(inner < end and _ANSWERED.match(text, inner, end) for inner in known if inner > at)


def _is_name(text: str, span: str, end: int) -> bool:
    """Return whether a span and the number behind it name a thing: 'Activity 1', 'Strategic goal 3.1'.

    A number on the next line begins a list under a heading.
    """
    if text[end : end + 4].lstrip(" :").startswith("\n"):
        return False
    words = len(span.split())
    return words <= 2 and (NUMBERED if words == 1 else _COUNTED).match(text, end) is not None


def _is_subject(text: str, span: str, end: int) -> bool:
    """Return whether a span is the subject of a sentence: 'The main objective' of 'The main objective of the law is'.

    So is a short one that continues in lower case ('Problems and'): a label of a few words does not. Nor does one that
    opens with an article.
    """
    following = _NEXT_WORDS.match(text, end)
    words = following[0].split() if following else []
    if not words or not words[0][0].islower():
        return False
    printed = span.split()
    return len(printed) <= SHORT_WORDS or is_dangling(printed[0].lower()) or bool(_verb_words() & set(words))


@cache
def _verb_words() -> frozenset[str]:
    return frozenset(load_data("label_roles")["verbs"])


def _add_known(ends: _Ends, text: str, folded: FoldedText, at: int) -> None:
    found = dict(exact_ends(text, folded, at))
    for end, fields in list(found.items()):
        bar = _OR.match(text, end)  # 'Status quo / problem statement' is one label
        others = exact_ends(text, folded, bar.end()) if bar else ()
        if both := [until for until, other in others if set(fields) & set(other)]:
            found[max(both)] = found.pop(end)
    for end, fields in found.items():
        # 'Status' of 'Status quo' is a part of it.
        if end == max(found) or not _NEXT_WORD.match(text, end):
            ends.add(end, "known")
        ends.known[end] = fields


def _add_questions(ends: _Ends, text: str, at: int) -> None:
    question = _QUESTION.match(text, at)
    if (
        question
        and len(question[0].split()) > 1
        and question[0].count("\n") <= MOST_LINES
        # A lone question mark behind a full stop is a bullet that lost its glyph.
        and not SENTENCE_END.search(question[0])
    ):
        ends.add(question.end(), "question")
    end_of_line = line_end(text, at)
    colon = text.find(":", at, min(end_of_line, at + LONGEST_LABEL // 2))
    if colon > 0:
        span = text[at:colon]
        if len(span.split()) <= MOST_COLON_WORDS and not SENTENCE_END.search(span):
            ends.add(at + len(span.rstrip()), "colon")


def _add_headed(ends: _Ends, text: str, at: int) -> None:
    """Add the longest words that say what is asked, where lower case follows: 'Conformity with the values trust'."""
    end, found = at, 0
    for _ in range(MOST_HEADED_WORDS):
        word = _NEXT_WORD.match(text, end)
        if word is None:
            break
        end = word.end()
        if not text[end - 1].isalpha():
            break
        below = _NEXT_WORD.match(text, end)
        is_end = below is not None and _LOWER_NEXT.match(text, end) and not is_dangling(below[0].strip())
        if is_end and not is_dangling(word[0].strip()) and find_headed_field(text[at:end]):
            found = end
    if found and found not in ends.known:
        ends.add(found, "headed")


def _add_headed_colon(ends: _Ends, text: str, at: int) -> None:
    """Add the words before a colon that say what is asked behind an answer without a stop: 'health Main effect:'.

    So do those that complete a known wording.
    """
    head = _HEADED_COLON.match(text, at)
    opens_known = any(" " in text[at:end] for end in ends.known)
    if head and head.end() not in ends.known and (opens_known or find_headed_field(head[0])):
        ends.add(head.end(), "colon")


def _add_lines(ends: _Ends, text: str, at: int) -> None:
    """Add the line that opens at a place, and with it the next short ones: narrow columns break labels."""
    end = line_end(text, at)
    for lines in range(MOST_LINES):
        span = text[at:end]
        if len(span.split()) > MOST_LINE_WORDS or len(span) > LONGEST_LABEL or (lines and SENTENCE_END.search(span)):
            return
        ends.add(at + len(span.rstrip(_LOOSE_ENDS)), "lines" if lines else "line")
        following = line_end(text, end + 1) if end < len(text) else end
        # A label's next line is as narrow as its column.
        if end >= len(text) or following - end > 70 or end - at > 70 * (lines + 1):
            return
        end = following


def _add_glued(ends: _Ends, text: str, at: int) -> None:
    limit = min(line_end(text, at), at + GLUED_REACH)
    for match in CAPITAL_NEXT.finditer(text, at + SHORTEST, limit):
        end = match.start()
        if len(text[at:end].split()) > MOST_GLUED_WORDS:
            return
        if not SENTENCE_END.search(text[at : end + 2]) and text[end - 1] not in ",;-‐–—":
            ends.add(end, "glued")


def _add_head(ends: _Ends, text: str, folded: FoldedText, at: int, is_opening: bool) -> None:
    """Add the head of a milestone table."""
    end, columns = find_table_head(text, folded, at, is_opening)
    if columns:
        ends.add(end, "head")
        ends.columns[end] = columns
