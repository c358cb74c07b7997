"""Sentences that say who carries out a commitment: 'The Ministry of Finance is responsible, together with a bank.'

The wordings are data (`schemas/prose/responsibility.json`), each language's under its code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon.acronyms import without_article
from pipeline.lexicon.language import split_sentences
from pipeline.lexicon.text_folding import expand_template, join_alternatives
from pipeline.model import Block, Line, RawValue, TextBlock
from pipeline.schema.data import load_data
from pipeline.structure.lines import make_value
from pipeline.structure.stream import Stream, cut_lines, make_stream

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
