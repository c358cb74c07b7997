"""Remarks of named stakeholders inside a report: '<Body> (<date>):' opens one, which runs to the next opener."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon import language
from pipeline.model import Line, RawValue
from pipeline.structure.commitments.legends import find_color_word, load_traffic_light_words
from pipeline.structure.lines import Stream, cut_lines, cut_value, make_stream

LONGEST_AUTHOR, MOST_WORDS = 140, 18
"""Characters and words of an author's name with position and organization; longer text is a sentence."""

_TRANSPARENT = frozenset("“”\"'‘’«»/,()-–")
"""Signs that may be between a proposal's wording and the colour."""
_BRACKET = re.compile(r"\(([^()]{4,40})\)\s?:")
_DAY = (
    r"\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}|\d{1,2}(?:st|nd|rd|th)?\.?(?:\sde)?\s[^\W\d_]{3,12}\.?(?:\sde)?,?\s\d{4}"
)
_DATE = re.compile(_DAY)
_MONTH = re.compile(r"[^\W\d_]{3,12}\.?,?\s\d{4}")
_UNBRACKETED = re.compile(rf"[^\n]{{3,{LONGEST_AUTHOR}}}?(?:,|\s[–—-])\s(?P<date>{_DAY})\s*:")
_SENTENCE_END = re.compile(r"[.!?][”\"’)]*\s")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_TOKEN = re.compile(r"[^\W_]+(?:['’/][^\W_]+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A status that a stakeholder proposes: the colour, whether only on a condition, and its span in the text."""

    colour: str
    conditional: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Comment:
    """A stakeholder's remark; `contested` says that it proposes several different statuses and so none is taken."""

    author: RawValue
    date: RawValue
    text: RawValue | None
    proposal: Proposal | None = None
    contested: bool = False


@dataclass(frozen=True, slots=True)
class _Opener:
    start: int
    author_end: int
    date_start: int
    date_end: int
    end: int


def split_comments(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Comment, ...]]:
    """Part the lines before the first opener from the remarks behind it.

    >>> from pipeline.model import Anchor
    >>> said = ("The draft is ready.", "Open Data NGO (2023.09.01):", "It is not public.")
    >>> own, comments = split_comments([Line(text, Anchor()) for text in said])
    >>> own[0].text, comments[0].author.text, comments[0].date.text, comments[0].text.text
    ('The draft is ready.', 'Open Data NGO', '2023.09.01', 'It is not public.')
    """
    whole = make_stream(lines)
    found = list(_iterate_openers(whole.text))
    if not found:
        return tuple(lines), ()
    ends = [*(opener.start for opener in found[1:]), len(whole.text)]
    comments = tuple(_make_comment(whole, opener, end) for opener, end in zip(found, ends, strict=True))
    return cut_lines(whole, 0, found[0].start), comments


def opens_comment(text: str) -> bool:
    """Return whether a remark opens in a text."""
    return next(_iterate_openers(text), None) is not None


def _iterate_openers(text: str) -> Iterator[_Opener]:
    floor = 0
    for bracket in _BRACKET.finditer(text):
        opener = _match_bracketed(text, bracket, floor)
        if opener:
            floor = opener.end
            yield opener
    if floor == 0:
        yield from _iterate_unbracketed(text)


def _match_bracketed(text: str, bracket: re.Match[str], floor: int) -> _Opener | None:
    date = bracket[1].strip()
    alone = text[bracket.end() : bracket.end() + 1] in ("", "\n")
    if not (_DATE.fullmatch(date) or (alone and _MONTH.fullmatch(date))):
        return None
    closed = bracket.start() - (text[bracket.start() - 1 : bracket.start()].isspace())
    start = _find_author_start(text, floor, closed)
    author = text[start:closed]
    if not _is_author(author, alone):
        return None
    begin = bracket.start(1) + len(bracket[1]) - len(bracket[1].lstrip())
    return _Opener(start, closed, begin, begin + len(date), bracket.end())


def _iterate_unbracketed(text: str) -> Iterator[_Opener]:
    for paragraph in re.finditer(r"[^\n]+", text):
        found = _UNBRACKETED.match(text, paragraph.start(), paragraph.end())
        if found:
            end = re.compile(r"[,\s–—-]+$").sub("", text[found.start() : found.start("date")])
            if _is_author(end, found.end() == paragraph.end()):
                yield _Opener(found.start(), found.start() + len(end), *found.span("date"), found.end())


def _find_author_start(text: str, floor: int, end: int) -> int:
    """Return where the body's name begins: at the paragraph's start, else behind the last sentence's end."""
    reach = max(floor, end - 2 * LONGEST_AUTHOR)
    paragraph = max(text.rfind("\n", reach, end) + 1, reach)
    if end - paragraph <= LONGEST_AUTHOR and not _SENTENCE_END.search(text, paragraph, end):
        start = paragraph
    else:
        start = max((m.end() for m in _SENTENCE_END.finditer(text, paragraph, end)), default=paragraph)
    return start + len(text[start:end]) - len(text[start:end].lstrip())


def _is_author(author: str, alone: bool) -> bool:
    words = _WORD.findall(author)
    if not words or len(words) > MOST_WORDS or len(author) > LONGEST_AUTHOR or ":" in author:
        return False
    if not (author[0].isupper() or author[0] in "“\"«'" or not author[0].isascii()):
        return False
    # 'Law on Hearings (May 4, 2022): adopted' dates an act; a body's name that holds such a word is alone.
    return alone or not any(word.lower() in load_traffic_light_words()["acts"] for word in words)


def _make_comment(whole: Stream, opener: _Opener, end: int) -> Comment:
    said = whole.text[opener.end : end]
    start = opener.end + len(said) - len(said.lstrip())
    kept = start + len(_strip_flourish(said.strip()))
    text = _slice_value(whole, start, kept) if kept > start else None
    found = find_proposals(text.text) if text else ()
    colours = {proposal.colour for proposal in found}
    return Comment(
        _slice_value(whole, opener.start, opener.author_end),
        _slice_value(whole, opener.date_start, opener.date_end),
        text,
        found[0] if len(colours) == 1 else None,
        len(colours) > 1,
    )


def _strip_flourish(text: str) -> str:
    """Cut a closing ornament ('---ooo---') off the end of a text."""
    head, _, tail = text.rpartition("\n")
    return head.rstrip() if head and "--" in tail and len(max(_WORD.findall(tail), key=len, default="")) < 5 else text


def _slice_value(whole: Stream, start: int, end: int) -> RawValue:
    return cut_value(whole, start, end, "list")


@cache
def _load_triggers() -> language.Finder:
    return language.make_phrase_finder({"proposal": load_traffic_light_words()["proposals"]["patterns"]})


def find_proposals(text: str) -> tuple[Proposal, ...]:
    """Return the statuses that a text proposes, in order.

    >>> text = "We propose to change the rating into “green” if it is tabled."
    >>> [(p.colour, p.conditional) for p in find_proposals(text)]
    [('green', True)]
    >>> [p.colour for p in find_proposals("The rating should be changed from green to “Limited progress”.")]
    ['amber']
    >>> find_proposals("The assessment should be completed by May."), find_proposals("The rating should not be red.")
    ((), ())
    """
    found: list[Proposal] = []
    for start, end in language.split_sentences(text):
        sentence = text[start:end]
        for trigger in _load_triggers()(sentence):
            target = None if _is_negated(sentence[: trigger.start]) else _find_target(sentence, trigger.end)
            if target:
                colour, first, last = target
                found.append(Proposal(colour, _is_conditional(sentence), start + first, start + last))
    return tuple(found)


def _is_negated(before: str) -> bool:
    return any(
        word in load_traffic_light_words()["proposals"]["negations"] for word in _TOKEN.findall(before.lower())[-5:]
    )


def _is_conditional(sentence: str) -> bool:
    words = " ".join(_WORD.findall(sentence.lower()))
    return any(f" {condition} " in f" {words} " for condition in load_traffic_light_words()["proposals"]["conditions"])


def _find_target(sentence: str, at: int) -> tuple[str, int, int] | None:
    """Return the colour named right behind a trigger, nothing but connecting words and quotes in between."""
    found: list[tuple[str, int, int]] = []
    dropped = quoted = False
    while at < len(sentence):
        level = _find_level(sentence, at, quoted)
        if level:
            found.extend([] if dropped else [level])
            at, dropped = level[2], False
            continue
        token = _TOKEN.match(sentence, at)
        if token is None:
            at += 1
        elif _is_skipped(token[0]):
            dropped = token[0].lower() in load_traffic_light_words()["proposals"]["from"]
            quoted = token[0] in "“\"«‘'"
            at = token.end()
        else:
            break
    colours = {colour for colour, _, _ in found}
    return found[0] if len(colours) == 1 else None


def _is_skipped(token: str) -> bool:
    return token.lower() in load_traffic_light_words()["proposals"]["between"] or token in _TRANSPARENT


def _find_level(sentence: str, at: int, quoted: bool) -> tuple[str, int, int] | None:
    """Return the colour word or level that is at an offset; some levels count only in quotes."""
    for phrase, colour in _load_phrases().items():
        end = at + len(phrase)
        ended = sentence[end : end + 1]
        if sentence[at:end].lower() == phrase and not ended.isalnum():
            return None if phrase in load_traffic_light_words()["quoted_only"] and not quoted else (colour, at, end)
    word = _WORD.match(sentence, at)
    colour_named = find_color_word(word[0]) if word else None
    return (colour_named, at, word.end()) if word and colour_named else None


@cache
def _load_phrases() -> Mapping[str, str]:
    pairs = [(phrase, colour) for colour, phrases in load_traffic_light_words()["levels"].items() for phrase in phrases]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))
