"""What leads a title: whether the plan or report that it names is the document, or only what the document is about.

'Comments on the action plan' are comments, an 'action plan checklist' is a checklist. The words that lead are not
known; that they lead is seen by what joins them to the name of the plan (`schemas/identify/syntax.json`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from pipeline.identify.front import Front
from pipeline.identify.phrases import (
    COMPOUND,
    INSTITUTION,
    JUXTAPOSED,
    KIND,
    LABEL,
    LINKER,
    OBLIQUE,
    PLAN,
    TITLE_WORDS,
    Hit,
)
from pipeline.identify.titles import Title, continues_title, is_sentence
from pipeline.schema.data import load_data

_OWN = TITLE_WORDS.union(
    ("topic", "government", "commitments", "draft", "translation", "instrument", "approval", "sections", "contents"),
    (LINKER,),
)
"""Groups of words that may lead the title of a plan or report: the members and offices that publish it, and the law
that puts it into force."""
_NAMES = frozenset({KIND, PLAN, INSTITUTION, "irm", "local_body", "government", "state"})
"""Groups of words that open the name of a public body, or of a document of the partnership."""
_WORD = re.compile(r"(?![IVXLC]+\b)[^\W\d_]{2,}")
"""A word that may be a noun: no numeral, and no single letter."""
_BREAK = re.compile(r"[:;|•·(,\n]|[?!](?=\s)|(?<!\d)\s[-–—]+(?=\s)|\s[-–—]+(?=\s\D)|(?<![\d\s])[–—](?=\s)|\.(?=\s)")
_DASH = re.compile(r"\s?[-–—]\s")
Clause = tuple[int, int]
"""The span of what is between two marks or line ends of a title."""
MOTTO, LONGEST_OF_MOTTO = 3, 3
"""Parts between dashes of a motto ('Union – Discipline – Travail'), and words of a part."""
FEWEST_OF_MENU, LONGEST_OF_MENU = 3, 3
"""Lines in a row of a site's menu, and words of a line."""
REACH_OF_ACT = 2
"""Lines over which what adopted a plan is printed: who did, by which act, when."""
_ACT = re.compile(
    r"(?:№|\b[Nn][º°o.r]{0,2}\.?|\b[čbбČCBБ][jrр]?\.)\s*\d|\d{2,9}/\d\d"
    r"|\d{1,2}\.\s?(?:\w{1,20}|\d\d?\.)\s?(?:19|20)\d\d"
)
"""The number of an act or its date."""
_LOGOS = re.compile(r"(?:\[[^\]]*\]\s*)+")
_MARKS = re.compile(r"[A-Z]{2,8}|(?:[^\W\d_]\.\s?){2,5}")
"""An abbreviation: no subject."""
_QUOTES = "'\"‘’‚“”„«»"
_DASH_BEFORE = re.compile(r"\s[-–—]\s$")
_PATH = re.compile(r"\S\s+[>»›]\s+\S")


def is_subject(front: Front, title: Title) -> bool:
    """Return whether a title names a plan or report as the subject of another document."""
    clauses = [*_iterate_clauses(front, _find_opening(front, title), title.end)]
    for (start, end), (_, last) in pairwise([*clauses, clauses[-1]]):
        hits = [hit for hit in front.hits if start <= hit.start and hit.end <= end]
        if front.text[end : end + 1] == "\n" and {PLAN, KIND} & {hit.group for hit in hits} == {PLAN}:
            # The report of a plan may be named on the next line, in languages that put the plan's genitive first.
            hits += [hit for hit in front.hits if end < hit.start and hit.end <= last and hit.group == KIND]
        is_label = front.lines[front.line_at(start)].place == "row" or any(
            hit.group.startswith(LABEL) and not front.text[start : hit.start].strip() for hit in hits
        )
        if not is_label and (named := [hit for hit in hits if hit.group in (KIND, PLAN)]):
            return _depends(front.text[:end], start, named, hits)
    return False


def is_announced(front: Front, title: Title) -> bool:
    """Return whether a title is the headline of news: 'Government adopts the plan', without what makes it a noun.

    'On the approval of the plan' links the plan to the approval, and a plan's genitive does so, too.
    """
    for start, end in _iterate_clauses(front, _find_opening(front, title), title.end):
        hits = [hit for hit in front.hits if start <= hit.start and hit.end <= end]
        bodies = [hit.end for hit in hits if hit.group in (INSTITUTION, "government", "state", "body", "govern")]
        name = next((hit.start for hit in hits if hit.group in (KIND, PLAN)), start)
        for verb in [hit for hit in hits if hit.group == "approval" and hit.end <= name]:
            between = (hit for hit in hits if verb.end <= hit.start <= name)
            if min(bodies, default=end) <= verb.start and not any(_links(front, hit) for hit in between):
                return True
    return False


def _links(front: Front, hit: Hit) -> bool:
    """Return whether a word makes what follows it depend on a noun, or a plan's name shows by its form that it does."""
    is_article = front.text[hit.start : hit.end].casefold() in load_data("identify/syntax")["determiners"]
    return hit.group == OBLIQUE or (hit.group == LINKER and not is_article)


def is_quoted(front: Front, title: Title) -> bool:
    """Return whether the line of a title is one quotation, as what somebody says of a plan is in the news."""
    line = front.line_at(next(hit.start for hit in title.hits if hit.group in (KIND, PLAN)))
    text = front.lines[line].text.strip()
    return text[0] in _QUOTES and text[-1] in _QUOTES and not any(mark in text[1:-1] for mark in _QUOTES)


def is_below_other(front: Front, title: Title) -> bool:
    """Return whether words that are no part of a plan's title open the document, apart from the title below them.

    They are a slogan, or what the document is: 'Interview' over the name of the plan that it is about.
    """
    # A running header, or the title in a file's properties, is no part of the title page.
    opening = _find_opening(front, title) if front.line_at(title.start) in front.body else len(front.text)
    lines = [front.lines[index] for index in front.cover if front.lines[index].start < opening]
    above = [next(_iterate_clauses(front, line.start, line.end)) for line in lines]
    before, name = _split_title(front, opening, title)
    # A law that puts a plan into force prints date, number and place above it.
    is_approved = any(name[0] <= hit.start < name[1] for hit in front.of("approval"))
    if is_approved or any(_names_document(front, *clause) for clause in above):
        return False
    is_own_plan = title.has("ogp", "irm", KIND)
    is_plan = title.has("ogp", "irm", PLAN)
    title_line = front.line_at(max(name[0], name[1] - 1))
    leads = [clause for clause in (*above, *before) if _may_lead(front, front.line_at(clause[0]), title_line)]
    return any(_has_other_lead(front, *clause, is_own_plan, is_plan) for clause in leads)


def _split_title(front: Front, opening: int, title: Title) -> tuple[list[Clause], Clause]:
    """Return the clauses of a title before the one that names a plan or report, and that one up to the name.

    What is in brackets, a question or a call says nothing of what the document is.
    """
    before: list[Clause] = []
    for start, end in _iterate_clauses(front, opening, title.end):
        if named := [hit.start for hit in title.hits if hit.group in (KIND, PLAN) and start <= hit.start < end]:
            return before, (start, named[0])
        if front.text[start - 1 : start] != "(" and front.text[end : end + 1] not in ("?", "!"):
            before.append((start, end))
    return before, (opening, opening)


def _may_lead(front: Front, index: int, title_line: int) -> bool:
    """Return whether a line of the title page may say what the document is.

    A sentence and a row do not, nor does, above the title, a state's motto, an act's number and date, an abbreviation,
    a logo's place or a part of a site's menu, or what is below 'Approved'.
    """
    line = front.lines[index]
    if line.place not in ("heading", "text") or is_sentence(line.text):
        return False
    if index == title_line:
        return True
    if any(
        hit.group == INSTITUTION and _DASH_BEFORE.search(front.text, line.start, hit.start)
        for hit in front.by_line[index]
    ):
        return False  # 'AMA – Agência para a Modernização Administrativa'
    is_mark = _LOGOS.fullmatch(line.text) or (_MARKS.fullmatch(line.text) and not front.by_line[index])
    reach = range(index - REACH_OF_ACT, index + REACH_OF_ACT + 1)
    is_act = _ACT.search(line.text) or any(_is_approval(front, place) for place in reach)
    return not (is_mark or is_act or _is_motto(line.text) or is_in_menu(front, index))


def _is_approval(front: Front, index: int) -> bool:
    """Return whether a line says that a plan was adopted, or is annexed to the act that did so, and names none."""
    names = {hit.group for hit in front.by_line[index]} if index in front.body else set()
    return "approval" in names and names.isdisjoint((KIND, PLAN))


def _is_motto(text: str) -> bool:
    """Return whether a line is three nouns or more between dashes or commas ('Dios, Patria, Libertad')."""
    parts = [part.split() for part in (_DASH.split(text) if _DASH.search(text) else text.split(", "))]
    return len(parts) >= MOTTO and all(len(words) <= LONGEST_OF_MOTTO for words in parts)


def is_in_menu(front: Front, index: int) -> bool:
    """Return whether a line is one of several short ones that name no plan, as a site's links are, or their path."""
    if _PATH.search(front.lines[index].text):
        return True
    count = 0
    for place in front.body:
        line = front.lines[place]
        is_item = len(line.text.split()) <= LONGEST_OF_MENU and not any(
            hit.group in _NAMES or hit.group == "months" or (hit.group == LINKER and hit.start > line.start)
            for hit in front.by_line[place]
        )
        count = count + 1 if is_item else 0
        if place >= index and (not is_item or count >= FEWEST_OF_MENU):
            return is_item
    return False


def _names_document(front: Front, start: int, end: int) -> bool:
    hits = [hit for hit in front.hits if start <= hit.start and hit.end <= end]
    named = [hit for hit in hits if hit.group in (KIND, PLAN)]
    return bool(named) and not _depends(front.text[:end], start, named, hits)


def _has_other_lead(front: Front, start: int, end: int, is_own_plan: bool, may_have_slogan: bool) -> bool:
    """Return whether the first noun of a clause is no word of a title, and not the name of a public body.

    A strategy leads what is below it, unless that says that it is a plan of the partnership.
    """
    hits = [hit for hit in front.hits if start <= hit.start < end]
    if any(hit.group == "instrument" and hit.start == start for hit in hits):
        return True  # A law that puts a plan into force has a number, or says so.
    stop = min((hit.start for hit in hits if hit.group == LINKER), default=end)
    leading = {hit.group for hit in hits if hit.start < stop}
    strategies = {hit.start for hit in hits if hit.start < stop and hit.group in ("other_plan", "programme")}
    if any(hit.group in _NAMES and hit.start < stop and hit.start not in strategies for hit in hits):
        return False
    is_strategy = bool(strategies)
    if is_strategy and not is_own_plan:
        return True
    if may_have_slogan and _is_slogan(hits):
        return False
    # A report or programme is known by what it is of: 'Report of the consultation'.
    first, last = stop if is_strategy else start, end if is_strategy or "report" in leading else stop
    others = [word[0] for word in _WORD.finditer(front.text, first, last) if not _is_own(word, hits)]
    return bool(others) and not any(word.casefold().endswith(_load_endings()) for word in others)


@cache
def _load_endings() -> tuple[str, ...]:
    """Return the endings of words that name a public body alone: 'Justizministerium'."""
    return tuple(load_data("institutions")["endings"])


def _is_slogan(hits: Sequence[Hit]) -> bool:
    """Return whether words tell what open government is for: 'Together for transparency' is the motto of a plan."""
    inside = {place for hit in hits if hit.group == "ogp" for place in range(hit.first, hit.last)}
    return any(hit.group == "slogan" or (hit.group == "open" and hit.first not in inside) for hit in hits)


def _find_opening(front: Front, title: Title) -> int:
    """Return where the sentence begins that a title is part of: its first line may continue the one above."""
    index = front.line_at(title.start)
    while index - 1 in front.cover and is_continued(front, index - 1) and not is_sentence(front.lines[index - 1].text):
        index -= 1
    return min(title.start, front.lines[index].start)


def is_continued(front: Front, index: int) -> bool:
    """Return whether a line of the title page continues in the next one: that begins, or it ends, as no title does."""
    line, following = front.lines[index : index + 2]
    ends = (hit.end for hit in front.by_line[index] if hit.group == LINKER)
    # 'On the approval of the plan' heads a decree: what goes on has small letters, or capitals alone as the line above.
    is_alike = not following.text[0].isupper() or (line.text.isupper() and following.text.isupper())
    return (is_alike and continues_title(front, index + 1)) or line.start + len(line.text.rstrip()) in ends


def _iterate_clauses(front: Front, start: int, end: int) -> Iterator[Clause]:
    """Yield the spans between the marks and line ends that part a title."""
    # What follows the title on its line, its contents or first chapter, is no part of it.
    end = min((hit.start for hit in front.of("contents", "sections") if start < hit.start < end), default=end)
    breaks = [
        place.start()
        for place in _BREAK.finditer(front.text, start, end)
        if place[0] != "\n" or not is_continued(front, front.line_at(place.start()))
    ]
    for first, last in pairwise([start - 1, *breaks, end]):
        yield first + 1, last


def _depends(text: str, start: int, named: Sequence[Hit], hits: Sequence[Hit]) -> bool:
    """Return whether words that are no part of a plan's title lead the name that a clause has."""
    name = min(named, key=lambda hit: hit.first)
    if name.group == KIND and any(hit.group == "report" and hit.end <= name.start for hit in hits):
        return False  # 'Privremeno izvješće o samoprocjeni' is a report whatever is said of it.
    inside = {hit.group for hit in hits if name.first <= hit.first < name.last}
    is_inner = name.group == PLAN and inside & {OBLIQUE, COMPOUND}
    if is_inner and any(hit.group == KIND and hit.first >= name.last for hit in hits):
        return False  # The report of a plan in a language that puts the genitive first.
    others = [word for word in _WORD.finditer(text, start) if not _is_own(word, hits)]
    before = [word.start() for word in others if word.end() <= name.start]
    if before:
        opens = not any(map(str.isalpha, text[start : before[0]]))
        since = before[0] if opens else before[-1]
        linked = any(hit.group == LINKER and since < hit.start < name.start for hit in hits)
        if linked or OBLIQUE in inside or (opens and JUXTAPOSED in inside):
            return True
    compound = max((hit.end for hit in hits if hit.group == COMPOUND and hit.first == name.first), default=None)
    behind = [word.start() for word in others if compound is not None and word.start() >= compound]
    # What the partnership's name parts from the plan's is said of the partnership.
    return bool(behind) and not any(hit.group in (LINKER, "ogp") and name.end <= hit.start < behind[0] for hit in hits)


def _is_own(word: re.Match[str], hits: Sequence[Hit]) -> bool:
    """Return whether a word is one of those of which titles of plans and reports consist."""
    return any(hit.start <= word.start() and word.end() <= hit.end and hit.group in _OWN for hit in hits)
