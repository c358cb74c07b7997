"""The IRM's Action Plan Review (plans from 2020): promising commitments, tables of marks, and ratings told in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon import language
from pipeline.lexicon.vocabularies import code
from pipeline.model import Block, Document, Parsed, RawRecord, RawValue, Table, TextBlock
from pipeline.model.issues import Issue
from pipeline.parsers.forms.commitment_numbers import count
from pipeline.parsers.forms.prose import Sentence, sentences, whole
from pipeline.parsers.forms.ratings import Counted, Outcome, Rating, Unread, expand, mentions, rules
from pipeline.parsers.forms.references import is_note, references
from pipeline.parsers.forms.topics import topics
from pipeline.parsers.irm.ledger import Entry, Ledger
from pipeline.parsers.irm.rating_attribution import read
from pipeline.parsers.irm.ratings import Rating as Rated
from pipeline.parsers.irm.review_entries import INDICATORS, Listed, entries, heading, label_mark, table_marks
from pipeline.parsers.irm.review_records import Collected, marked, promising, rated, ratings_of, records
from pipeline.parsers.irm.totals import mismatches, totals
from pipeline.structure.lines import code_value, lines_of, text_of

REPORT_TYPE = "irm_action_plan_review"

OPENING = 15
"""Blocks in which the title must stand."""
LONGEST_TITLE = 160

_VOCABULARIES = dict(INDICATORS.values())
_PERIOD = re.compile(r"(20\d\d)\s*[-–—/]\s*(20\d\d|\d\d)(?!\d)")
_NOT_COUNTRY = re.compile(
    r"\b(?:IRM|MRI|MEI|Independent Reporting Mechanism|Executive Summary|for public comment)\b", re.I
)
_DOUBTS = {
    "hedged": "it is negated or hedged",
    "ambiguous": "it names two levels",
    "count": "the number of commitments stated differs from those named",
    "subject": "the commitments that it is said of can't be told from its wording",
}


def is_review(document: Document) -> bool:
    """Say whether a document is titled as an Action Plan Review and speaks of promising commitments."""
    if _title(document) is None:
        return False
    body = text_of(document.blocks).lower()
    signs = ["potential for results", *rules()["promising_headings"], "potencial", "potentiel"]
    return any(sign in body for sign in signs)


def parse(document: Document) -> Parsed:
    """Read the promising commitments, the marks, the ratings told in prose, recommendations, notes and totals."""
    collected = Collected()
    body = [block for block in document.blocks if isinstance(block, Table) or not is_note(block)]
    for entry in entries(body):
        promising(collected, entry)
    told = _Told([], [], [])
    _walk(body, document.language, collected, told)
    _mention_all(collected, told)
    rows, conflicts = records(collected)
    issues = (*told.issues, *conflicts, *_totals(collected, told), *_glance(body, collected))
    kept = (*rows, *_recommendations(told), *references(document))
    return Parsed("irm_action_plan_review", "irm", kept, _facts(document), issues)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the walk through the prose gathers: sentences with their section's commitments, outcomes, issues."""

    sentences: list[tuple[Sentence, tuple[str, ...]]]
    outcomes: list[Outcome]
    issues: list[Issue]


def _walk(body: Sequence[Block], tongue: str | None, collected: Collected, told: _Told) -> None:
    section: Listed | None = None
    depth = 0
    for block in body:
        if isinstance(block, TextBlock) and (found := heading(block)):
            section, depth = found, block.level
            collected.commit(found)
            continue
        if isinstance(block, TextBlock) and block.kind == "heading" and block.level <= depth:
            section = None
        numbers = section.numbers if section else ()
        _marks(block, numbers, collected, told)
        if isinstance(block, TextBlock):
            _prose(block, numbers, tongue, collected, told)


def _marks(block: Block, numbers: tuple[str, ...], collected: Collected, told: _Told) -> None:
    found = list(label_mark(block, numbers))
    if isinstance(block, Table):
        for who, marks in table_marks(block):
            collected.commit(who)
            found.extend(marks)
    for mark in found:
        page = mark.printed.lines[0].anchor.page if mark.printed.lines else None
        if not mark.known:
            text = f"'{mark.printed.text}' is no known value of {mark.indicator}. Add it to the vocabulary."
            told.issues.append(Issue("parse", "warning", "unknown-rating", text, page))
        elif not mark.numbers:
            text = f"'{mark.indicator}: {mark.printed.text}' stands under no commitment's heading and is left out."
            told.issues.append(Issue("parse", "info", "rating-without-commitment", text, page))
        else:
            marked(collected, mark, _VOCABULARIES[mark.indicator])


def _prose(block: TextBlock, numbers: tuple[str, ...], tongue: str | None, collected: Collected, told: _Told) -> None:
    for sentence in sentences(block.lines, tongue):
        told.sentences.append((sentence, numbers))
        for outcome in read(sentence, numbers):
            told.outcomes.append(outcome)
            if isinstance(outcome, Rating):
                rated(collected, outcome, _vocabulary(outcome))
            elif isinstance(outcome, Unread):
                told.issues.append(_unread(outcome))


def _vocabulary(rating: Rating) -> str | None:
    vocabulary = _VOCABULARIES.get(rating.indicator)
    return vocabulary if vocabulary and code(vocabulary, rating.value) else None


def _unread(outcome: Unread) -> Issue:
    text = f"A rating ({outcome.indicator}) is not taken, as {_DOUBTS[outcome.doubt]}: '{outcome.sentence.text[:300]}'"
    return Issue("parse", "info", "rating-not-taken", text, outcome.sentence.page)


def _mention_all(collected: Collected, told: _Told) -> None:
    """Add commitments that prose only names, within the number that the report states, and what they are on."""
    total = max((number for number, _ in _claims(told, "claims")), default=0)
    for sentence, _ in told.sentences:
        for mention in mentions(sentence.text):
            for number in mention.numbers:
                if number.isdecimal() and len(number) < 10 and 0 < int(number) <= total:
                    collected.mention(number, whole(sentence))
        for number, topic in topics(sentence):
            collected.describe(number, topic)


def _claims(told: _Told, name: str) -> Iterator[tuple[int, Sentence]]:
    for sentence, _ in told.sentences:
        for finding in _finder(name)(sentence.text):
            words = re.findall(r"[^\W_]+", sentence.text[finding.start : finding.end])
            numbers = [number for word in words if (number := count(word)) is not None]
            if numbers:
                yield numbers[0], sentence


@cache
def _finder(name: str) -> language.Finder:
    return language.finder({name: expand(rules()[name]["patterns"])})


def _totals(collected: Collected, told: _Told) -> Iterator[Issue]:
    """Check the report's own numbers of commitments, of promising ones and of those at each level."""
    for number, sentence in _claims(told, "claims"):
        # 'Of these three commitments' may speak of a part: only a larger number contradicts.
        if number > len(collected.commitments) or (
            number < len(collected.commitments) and not re.match(r"(?i)of\b", sentence.text)
        ):
            yield _mismatch("commitments", number, len(collected.commitments), sentence)
    named = dict(ratings_of(collected, "promising"))
    for number, sentence in _claims(told, "promising_claims"):
        if named and number != len(named):
            yield _mismatch("promising commitments", number, len(named), sentence)
    for outcome in told.outcomes:
        if isinstance(outcome, Counted):
            coded = code(_VOCABULARIES.get(outcome.indicator, "yes_no"), outcome.value) or outcome.value
            rated_so = [n for n, value in ratings_of(collected, outcome.indicator) if value == coded]
            if len(rated_so) != outcome.number:
                what = f"commitments with {outcome.indicator} {coded}"
                yield _mismatch(what, outcome.number, len(rated_so), outcome.sentence)


def _glance(body: Sequence[Block], collected: Collected) -> Iterator[Issue]:
    """Check the counts of the table at a glance."""
    ledger = Ledger("design", [Entry(number, number) for number in collected.commitments])
    for entry in ledger.entries:
        for indicator in (*_VOCABULARIES, "promising"):
            values = [value for number, value in ratings_of(collected, indicator) if number == entry.number]
            entry.ratings += [Rated(indicator, RawValue(value, "derived"), value) for value in values]
    yield from mismatches([total for block in body if isinstance(block, Table) for total in totals(block)], ledger)


def _mismatch(what: str, stated: int, found: int, sentence: Sentence) -> Issue:
    text = f"The report speaks of {stated} {what}, {found} were read: '{sentence.text[:300]}'"
    return Issue("parse", "warning", "total-mismatch", text, sentence.page)


def _recommendations(told: _Told) -> Iterator[RawRecord]:
    index = 0
    for sentence, section in told.sentences:
        if not _finder("recommends")(sentence.text):
            continue
        index += 1
        named = [number for mention in mentions(sentence.text, section) for number in mention.numbers]
        fields = {"text": whole(sentence), "issuer": code_value("irm")}
        if numbers := tuple(dict.fromkeys(named)) or section:
            fields["commitments"] = RawValue(" ".join(numbers), "prose", sentence.lines)
        yield RawRecord("recommendations", f"r{index}", fields)


def _title(document: Document) -> RawValue | None:
    for block in document.blocks[:OPENING]:
        lines = lines_of(block)
        for end in range(1, min(len(lines), 4) + 1):
            text = " ".join(line.text for line in lines[:end])
            if _is_title(text) and (end == len(lines) or _PERIOD.search(text)):
                return RawValue(text, "heading", lines[:end])
    return None


def _is_title(text: str) -> bool:
    """Say whether a text is the title; behind a label ('IRM Report: ... Action Plan Review') it names another document.

    >>> _is_title("IRM Action Plan Review: Norlandia"), _is_title("IRM Report: Norlandia Action Plan Review 2021")
    (True, False)
    """
    lowered = text.lower()
    found = next((lowered.index(title) for title in rules()["titles"] if title in lowered), None)
    if found is None or len(text) > LONGEST_TITLE or text.rstrip().endswith((".", ":")):
        return False
    label, colon, _ = text[:found].rpartition(":")
    return not colon or not re.sub(r"\W+", "", _NOT_COUNTRY.sub(" ", label))


def _facts(document: Document) -> dict[str, RawValue]:
    title = _title(document)
    if title is None:
        return {}
    facts = {"title": title}
    if period := _PERIOD.search(title.text):
        facts["period"] = RawValue(period[0], "heading", title.lines)
    if country := _country(title.text):
        facts["country"] = RawValue(country, "heading", title.lines)
    return facts


def _country(title: str) -> str:
    """Return what remains of a title without the product's name and the years.

    >>> _country("IRM Action Plan Review: Norlandia 2023–2027"), _country("Norlandia Action Plan Review 2023–2027")
    ('Norlandia', 'Norlandia')
    """
    text = _NOT_COUNTRY.sub(" ", _PERIOD.sub(" ", title))
    for name in rules()["titles"]:
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    return " ".join(re.sub(r"[:;,()\[\]–—-]+", " ", text).split())
