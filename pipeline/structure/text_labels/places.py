"""Labels in running text: where one may begin, where its answer begins, and what part its field plays there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.lexicon.prompts import is_prompt, iterate_prompts_at
from pipeline.lexicon.text_folding import fold_to_letters
from pipeline.schema.data import load_data

NUMBERED = re.compile(r"\s{0,2}[0-9#]")
"""A number behind a wording: 'Activity 1', 'Goal 16' are names of things."""

_LONG_NAME = 16
"""Letters: a value's shorter names ('information') are words of labels too."""


@cache
def fields_with_role(name: str) -> frozenset[str]:
    """Return the fields that play a part (`schemas/label_roles.json`).

    >>> "responsible" in fields_with_role("columns"), "responsible" in fields_with_role("template")
    (True, False)
    """
    return frozenset(load_data("label_roles")[name])


def names_a_value(text: str) -> bool:
    """Return whether a text names one of OGP's values: it is an answer, not a label.

    >>> names_a_value("Increase civic participation"), names_a_value("Problems of today")
    (True, False)
    """
    folded = fold_to_letters(text)
    return folded in _value_names() or (len(folded) > _LONG_NAME and any(name in folded for name in _long_names()))


@cache
def _long_names() -> tuple[str, ...]:
    return tuple(name for name in _value_names() if len(name) >= _LONG_NAME)


@cache
def _value_names() -> frozenset[str]:
    values = load_data("codes/ogp_value")["values"]
    names = [name for value in values for variants in value["variants"].values() for name in variants]
    return frozenset(fold_to_letters(name) for name in [*names, *(value["label"] for value in values)])


BETWEEN = " \n\t-–—|/():.*?"
"""What may be between two labels that follow each other."""

_CLOSING = re.compile(r"[:*?.…)\s]{0,6}(?:\|\s)?")
_LIMIT = re.compile(r"\([^()\n]{0,40}(?:charact|caract|known|optional|deliverable)[^()\n]{0,40}\)[:.\s]{0,3}", re.I)


@dataclass(frozen=True, slots=True)
class RunningLabel:
    """A label in a text: its field and span, its enumeration included; `columns` where it is a table's head.

    `line_start` says whether it opens a line, `question` whether it asks, `is_known` whether the lexicon has it.
    """

    field: str
    start: int
    end: int
    line_start: bool = False
    question: bool = False
    is_known: bool = True
    columns: tuple[str, ...] = ()


def is_limited(text: str, start: int, end: int) -> bool:
    """Return whether the limit of an answer is in a label or behind it: '(140 characters)'."""
    behind = end + text.startswith(" ", end)
    return _LIMIT.search(text, start, end) is not None or _LIMIT.match(text, behind) is not None


LEAST_GUIDANCE = 6
"""Words of a prompt that no answer opens with by chance: none of the annotated answers does."""


def value_start(text: str, label: RunningLabel) -> int:
    """Return where the value behind a label begins: colons, limits in brackets, blanks and guidance passed over.

    >>> value_start("Brief description (140 character limit): Open data", RunningLabel("brief_description", 0, 17))
    41
    """
    closing = _CLOSING.match(text, label.end)
    end = closing.end() if closing else label.end
    limit = _LIMIT.match(text, end)
    return _guidance_end(text, _pass_guiding_sentences(text, limit.end() if limit else end))


def _pass_guiding_sentences(text: str, start: int) -> int:
    """Return where the sentences of guidance end that an answer follows on its line."""
    while sentence := _SENTENCE.match(text, start):
        if len(sentence[1].split()) < LEAST_GUIDANCE or not is_prompt(sentence[1]):
            break
        start = sentence.end()
    return start


_SENTENCE = re.compile(r"([^.\n]{30,400}\.)[ \t]{0,3}(?=[^\W\d_])")


def _guidance_end(text: str, start: int) -> int:
    """Return where the guidance ends that an answer follows on its line: a prompt, or its first words cut short.

    The answer opens with a capital where the prompt goes on in lower case.
    """
    opening = _GUIDANCE_OPENS.match(text, start)
    at = opening.end() if opening else start
    best = start
    for prompt in iterate_prompts_at(text, at):
        same = 1 + next((n for n, (a, b) in enumerate(zip(text[at + 1 :], prompt[1:], strict=False)) if a != b), 0)
        said = text[at : at + same]
        is_cut = text[at + same : at + same + 1].isupper() and said.endswith(" ")
        if is_cut and len(said.split()) >= LEAST_GUIDANCE:
            best = max(best, at + same)
    return best


_GUIDANCE_OPENS = re.compile(r"[-–—•\s]{0,3}")

SENTENCE_ENDS = tuple('.?!:;”")]|')

BULLETS = "•●○◦‣▪■□◆◇▶►➢➤❖※\uf0b7\uf0a7\uf0d8"
"""What opens an item of a list, and a head of a text that prints its heads so."""

_ENUMERATION = re.compile(
    rf"(?:[0-9]{{1,2}}(?:\.[0-9]{{1,2}})?[.)]|[{BULLETS}-]|\(?[a-z]\)|(?<!\w)(?:[ivx]{{1,4}}|[a-h])[.)]"
    r"|[（(]?[一二三四五六七八九十]{1,3}[、）)])\s{0,3}$"
)
_ENUMERATION_ENDS = frozenset(f".)-、）{BULLETS}")
_LOST_BLANK = r"(?<=[^\W\d_A-ZÀ-Ý]{2}[.?!])¿?[A-ZÀ-Ý][^\W\d_A-ZÀ-Ý]{2}"
"""A capital letter right behind the end of a sentence: the blank between them was lost ('dealings.Actions')."""
_WORD = re.compile(rf"(?:¿\s?)?[^\W\d_](?:[^\s.?!]|[.?!](?!{_LOST_BLANK}))*")


@dataclass(frozen=True, slots=True)
class LabelPlace:
    """A place where a label may begin: `start` is its enumeration's, `at` the first word's.

    `firm` is a line start that no wrapped sentence reaches over; `dangling` says that the word before needs another.
    """

    at: int
    start: int
    line_start: bool
    after_sentence: bool
    firm: bool
    dangling: bool


@lru_cache(maxsize=4)
def find_label_places(text: str) -> tuple[LabelPlace, ...]:
    """Return the places of a text where a label may begin: line starts, sentence starts, words with a capital.

    >>> [(p.at, p.line_start) for p in find_label_places("Goal: to open data. 1. What problem?")]
    [(0, True), (6, False), (23, False)]
    """
    width = _wrap_width(text)
    places: list[LabelPlace] = []
    for match in _WORD.finditer(text):
        at = match.start()
        before = text[max(0, at - 40) : at]
        opening = _find_enumeration(before)
        lead = (before[: opening.start()] if opening else before).rstrip(" \t¿")
        line_start = not lead or lead.endswith("\n")
        sentence = line_start or lead.endswith(SENTENCE_ENDS) or lead[-1].isdigit()
        if sentence or not match[0][0].islower():
            start = at - len(before) + opening.start() if opening else at
            firm = line_start and not _runs_on(text, start, width)
            dangling = line_start and _is_after_dangling_word(text, start)
            places.append(LabelPlace(at, start, line_start, sentence, firm, dangling))
    return tuple(places)


def _find_enumeration(before: str) -> re.Match[str] | None:
    """Return the enumeration between a sentence's end and the place."""
    opening = _ENUMERATION.search(before) if before.rstrip()[-1:] in _ENUMERATION_ENDS else None
    if opening is None:
        return None
    lead = before[: opening.start()]
    return opening if not lead or lead[-1] == "\n" or lead.rstrip(" ").endswith(SENTENCE_ENDS) else None


def is_enumeration(text: str) -> bool:
    """Return whether a text is a number or bullet alone.

    >>> is_enumeration(" 1. "), is_enumeration("1. Berths")
    (True, False)
    """
    return _ENUMERATION.fullmatch(text.lstrip()) is not None


def _wrap_width(text: str) -> int:
    """Return the width to which the lines of a text were wrapped, 0 where they are paragraphs."""
    lengths = sorted(len(line) for line in text.split("\n"))
    width = lengths[len(lengths) * 9 // 10]
    return width if len(lengths) >= 12 and width <= 110 else 0


def _runs_on(text: str, start: int, width: int) -> bool:
    """Return whether the line before a place is a full one of a wrapped text, without a sentence's end."""
    before = text[max(0, start - 200) : start].rstrip(" \n")
    line = before[before.rfind("\n") + 1 :]
    return bool(width) and len(line) >= 0.7 * width and not line.endswith(SENTENCE_ENDS)


def _is_after_dangling_word(text: str, start: int) -> bool:
    above = text[max(0, start - 20) : start].split()
    return bool(above) and is_dangling(above[-1])


def continues_sentence(above: str, below: str) -> bool:
    """Return whether a line continues the one above: it opens in lower case, or that one ends in mid-sentence.

    >>> continues_sentence("Publication of the", "Report"), continues_sentence("Draft law", "passed")
    (True, True)
    >>> continues_sentence("Draft law", "Pass law")
    False
    """
    words = above.split()
    return bool(words) and (below[:1].islower() or above.endswith(",") or is_dangling(words[-1]))


def is_dangling(word: str) -> bool:
    """Return whether a word needs another one behind it: an article or a preposition.

    >>> is_dangling("the"), is_dangling("law")
    (True, False)
    """
    words = fields_with_role("dangling")
    return word in words or (len(word) > 1 and word.lower() in words)  # 'Annex A' is complete
