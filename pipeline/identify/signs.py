"""Signs on a front that it is, or is not, that of a document of the partnership, with the weight of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.identify.front import Front, find_address, find_address_words
from pipeline.identify.heads import is_announced, is_below_other, is_continued, is_in_menu, is_quoted, is_subject
from pipeline.identify.labelled_values import LabelledValue, iterate_distinct
from pipeline.identify.members import find_named, find_nation
from pipeline.identify.phrases import COUNTRY, FORM, KIND, LOCAL, PLAN, Hit, load_kinds
from pipeline.identify.titles import Title, is_member_line, is_sentence, make_line_title
from pipeline.schema.data import load_data
from pipeline.structure.numbers import is_named

WEIGHTS = {
    "pure title": 2.0, "fair title": 1.2, "poor title": 0.5, "member in title": 0.7, "year in title": 0.7,
    "partnership": 0.5, "reporting mechanism": 1.0, "labels": 0.7, "forms": 0.6, "contents": 0.8,
    "commitments": 1.0, "sections": 0.5, "pages": 0.4,
    "comment page": -1.4, "announcement": -0.8, "guidance": -1.1, "study": -2.5, "public comment": -3.5,
    "other subject": -2.5, "list of documents": -3.5, "no member": -1.6, "no partnership": -2.5, "other headline": -0.7,
    "other page": -2.0, "unnamed partnership": -0.8,
    "news address": -1.4, "passing mention": -1.0, "another plan": -10.0, "other author": -10.0, "paper": -5.0,
    "only a subject": -10.0, "below other words": -1.9, "itself": 1.0, "time of day": -2.0, "news": -4.0,
    "many members": -1.0, "repeated form": 1.5, "long text": 1.2,
}  # fmt: skip
"""What a sign is worth; several of one sort count up to `MOST_OF_A_SORT` times. All signs for a document add up to 10:
those that outweigh them decide, whatever forms the document has."""
MOST_OF_A_SORT = 3
PURE, FAIR, POOR = 0.85, 0.7, 0.5
EARLY = 2_500
"""Characters of the body in which words speak against a document: at the foot of a page they are the site's own."""
LONG_TEXT = 4_000
"""Characters: news, announcements and notes of guidance are shorter."""
_NUMBERED = re.compile(r"(?m)^[^\S\n]*\d{1,2}(?:\.\d{1,2})?[.)]\s+\S")
_TIME = re.compile(
    r"(?<![\d.,:/-])(?<!\d/\d\d )(?<!\d/\d\d, )(?:[01]?\d|2[0-3])\s?(?:[:h]\s?[0-5]\d(?![\d%:])|[ap]\.?m\b)", re.I
)
"""An hour, and not one that a browser prints behind the date ('5/21/23, 4:05 PM')."""
_ABBREVIATION = re.compile(r"\s*[A-Z]{2,10}s?\s*[:–—-]\s")
_FILE = re.compile(r"\b(?:PDF|DOCX?|ODT|XLSX?)\b|\d\s?[KM]B\b")
FEWEST_COMMITMENTS = 2
LONGEST_ENTRY, FEWEST_ENTRIES = 120, 2
"""Characters of a line in a list of documents, and countries that make a list."""
FEWEST_PLANS = 3
"""Countries of which lines name a plan: a plan names that of a neighbor whose example it follows, or of a partner."""
FEWEST_KINDS = 4
"""Kinds of report that lines name next to a country: a report cites one or two earlier ones."""
MANY = 5
"""Countries: a front that names so many, and none in its title, is about the partnership as a whole."""
OFTEN = 4
"""Mentions of the partnership in the text of a plan: others' plans mention it once or twice."""
LONG_SUBJECT = 10
"""Letters of a plan's title that are no words of titles: 'Integrity System' is what another plan is about."""
FEWEST_PAPER_WORDS = 2
FEWEST_WORDS = 6
"""Words of a headline that is a sentence."""


def iterate_signs(
    front: Front, title: Title | None, facts: Sequence[LabelledValue], name: str | None, has_member: bool, irm: bool
) -> Iterator[str]:
    """Yield the signs of a front, those of a sort as often as they count."""
    yield from _iterate_title_signs(front, title)
    yield from _iterate_partnership_signs(front, title, facts, name, irm)
    if irm:
        yield "reporting mechanism"
    elif load_kinds().get(name or "", {}).get("anonymous") and not _has_government(front):
        yield "study"
    for _ in list(iterate_distinct(facts, "glance", "kind", "reviewed", "researcher", "number_of_commitments"))[
        :MOST_OF_A_SORT
    ]:
        yield "labels"
    forms = list(_iterate_form_signs(facts))
    yield from forms
    if title is not None and not forms and _is_link_to_plan(front, title):
        yield "other page"
    if title is not None and (is_announced(front, title) or is_quoted(front, title)):
        yield "news"
    # A body that fills in the partnership's form is that of a plan or report, whatever heads it.
    is_open = title is not None and "repeated form" not in forms
    if title is not None and is_open and is_subject(front, title):
        yield "only a subject"
    is_below = title is not None and is_open and is_below_other(front, title)
    if is_below:
        yield "below other words"
    yield from _iterate_body_signs(front, is_below)
    yield from _iterate_signs_against(front, title, has_member)


def _iterate_body_signs(front: Front, is_below: bool) -> Iterator[str]:
    """Yield what the text is like; being long or on pages says nothing for a title that does not lead it."""
    if front.of("itself"):
        yield "itself"
    if len({line.text for line in front.lines if is_named(line.text)}) >= FEWEST_COMMITMENTS:
        yield "commitments"
    if any(_heads_section(front, index) for index in front.body):
        yield "sections"
    if front.of("contents") or len(_NUMBERED.findall(front.text)) >= FEWEST_COMMITMENTS + 1:
        yield "contents"
    if is_below:
        return
    if len(front.text) >= LONG_TEXT:
        yield "long text"
    if front.document.pages:
        yield "pages"


def _iterate_partnership_signs(
    front: Front, title: Title | None, facts: Sequence[LabelledValue], name: str | None, irm: bool
) -> Iterator[str]:
    """Yield whether the front names the partnership, or mentions it in passing as others' plans do."""
    is_plan = name in (None, PLAN)
    # A report of any agency may mention the partnership as well; one that assesses itself, or is on a plan, is its own.
    on_plan = name == "self_assessment" or (title is not None and not is_plan and title.has(PLAN, "ogp", "irm"))
    if irm or (front.of("ogp", "irm") and (on_plan or _is_named_up_front(front, title))):
        yield "partnership"
    elif front.of("ogp", "irm"):
        yield "passing mention"
        if is_plan and title is not None and title.other_letters >= LONG_SUBJECT:
            yield "another plan"
    elif any(iterate_distinct(facts, "form")):
        return
    elif _states_commitments(front, title, name):
        yield "unnamed partnership"
    elif is_plan or "government" in load_kinds().get(name or "", {"types": {}})["types"]:
        yield "no partnership"


def _is_named_up_front(front: Front, title: Title | None) -> bool:
    """Return whether title page, header or address name the partnership, or the text again and again."""
    hits = front.of("ogp", "irm")
    return _count_apart(hits) >= OFTEN or any(_is_up_front(front, title, hit) for hit in hits)


def _is_up_front(front: Front, title: Title | None, hit: Hit) -> bool:
    """Return whether a name is in a title, in a line of the title page that says no more, or around the text."""
    index = front.line_at(hit.start)
    line = front.lines[index]
    if title is not None and title.start <= hit.start < title.end and _is_in_title(front, title, hit):
        return True
    if line.place in ("title", "property", "header", "address", "heading"):
        return True
    return (
        index in front.cover
        and make_line_title(front, index).purity >= FAIR
        and not (is_sentence(line.text) or ". " in line.text)
    )


def _is_in_title(front: Front, title: Title, hit: Hit) -> bool:
    """Return whether the line of a name belongs to the plan's or report's name: the next title or sentence does not.

    It is the same line, a part of what a line continues, or it says whose the plan is and what it is for.
    """
    index = front.line_at(hit.start)
    named = [front.line_at(other.start) for other in title.hits if other.group in (KIND, PLAN)]
    first = max((line for line in named if line <= index), default=front.line_at(title.start))
    if all(is_continued(front, above) for above in range(first, max(index, min(named)))):
        return True
    # A line with a plan's name and no more says neither whose it is nor what it is for.
    is_bare = make_line_title(front, first).purity >= PURE
    return first == index - 1 and is_bare and not is_sentence(front.lines[index].text)


def _count_apart(hits: Sequence[Hit]) -> int:
    """Return how many places hits are in: several phrases overlap in one long name."""
    count, last = 0, -1
    for hit in sorted(hits, key=lambda hit: hit.first):
        count += hit.first >= last
        last = max(last, hit.last)
    return count


def _states_commitments(front: Front, title: Title | None, name: str | None) -> bool:
    """Return whether a report names its country and a plan with commitments: the partnership may go without saying."""
    if title is None or name in (None, PLAN) or not title.has(COUNTRY, FORM, LOCAL):
        return False
    return bool(front.of(PLAN)) and (name == "self_assessment" or bool(front.of("commitments")))


def _iterate_form_signs(facts: Sequence[LabelledValue]) -> Iterator[str]:
    """Yield the signs of a template: its labels, and that they return for each commitment."""
    for _ in list(iterate_distinct(facts, "form", "form_general", "assessed", "self_assessed"))[:MOST_OF_A_SORT]:
        yield "forms"
    counts = Counter(fact.label for fact in facts if fact.field in ("form", "form_general", "assessed"))
    if sum(count >= 2 for count in counts.values()) >= 2:
        yield "repeated form"


def _heads_section(front: Front, index: int) -> bool:
    """Return whether a line heads a section that plans and reports begin with: 'Foreword', '1. Introduction'."""
    letters = sum(map(str.isalpha, front.lines[index].text))
    return sum(hit.last - hit.first for hit in front.by_line[index] if hit.group == "sections") >= PURE * max(
        1, letters
    )


def _has_government(front: Front) -> bool:
    """Return whether the title page or the address names a government or one of its offices."""
    return is_on_government_site(front) or any(
        front.line_at(hit.start) in front.cover for hit in front.of("government")
    )


def is_on_government_site(front: Front) -> bool:
    """Return whether the address is on a government's site."""
    return re.search(r"\bgo[vb]\b|gouv|government", find_address(front.document)) is not None


def _is_study(front: Front, title: Title) -> bool:
    """Return whether a line over a title that names neither country nor plan says what is studied: 'Evaluation of'."""
    over = {index for index in front.cover if front.lines[index].start < title.start}
    return any(front.line_at(hit.start) in over for hit in front.of("study"))


def _iterate_title_signs(front: Front, title: Title | None) -> Iterator[str]:
    if title is None:
        return
    for name, least in (("pure title", PURE), ("fair title", FAIR), ("poor title", POOR)):
        if title.purity >= least:
            yield name
            break
    if title.has(COUNTRY, FORM, LOCAL) or any(is_member_line(front, index) for index in front.cover):
        yield "member in title"
    if title.has_year:
        yield "year in title"
    if "study" in title.strangers or (
        not title.has(COUNTRY, FORM, LOCAL, PLAN, "ogp", "irm") and _is_study(front, title)
    ):
        yield "study"
    # A strategy's or programme's own action plan: the partnership's says so in its title.
    is_programme = title.has("other_plan") and not title.has("ogp", "irm")
    if "other_subject" in title.strangers or (is_programme and not title.has(KIND)):
        is_other = not title.has(KIND) and not _is_named_up_front(front, title)
        yield "another plan" if is_other else "other subject"


def _iterate_signs_against(front: Front, title: Title | None, has_member: bool) -> Iterator[str]:
    for group, sign in (("comment_page", "comment page"), ("announcement", "announcement"), ("guidance", "guidance")):
        early = [hit for hit in front.of(group) if hit.start < EARLY]
        yield from _iterate_repeated(sign, {front.folded.letters[hit.first : hit.last] for hit in early})
    if _has_time_of_day(front):
        yield "time of day"
    if any(_is_on_cover(front, hit) and not _is_explained(front, hit) for hit in front.of("other_author")):
        yield "other author"
    papers = {front.text[hit.start : hit.end].casefold() for hit in front.of("paper") if _is_on_cover(front, hit)}
    # One such word names the employer of a report's author.
    yield from _iterate_repeated("paper", papers if len(papers) >= FEWEST_PAPER_WORDS else set())
    if title is not None and _is_for_comment(front, title):
        yield "public comment"
    if _is_other_page(front, title):
        yield "other page"
    if _is_filed_as_news(front):
        yield "news address"
    if title is not None and _has_other_headline(front, title):
        yield "other headline"
    if _lists_documents(front) or _lists_files(front):
        yield "list of documents"
    if not has_member:
        yield "no member"
    elif not (title and title.has(COUNTRY, FORM, LOCAL)) and len({hit.entry for hit in front.of(COUNTRY)}) >= MANY:
        yield "many members"


def _has_time_of_day(front: Front) -> bool:
    """Return whether the title page prints an hour, as that of a meeting does; web pages print that of publication."""
    lines = (front.lines[index].text for index in front.cover)
    return front.document.source.media_type != "text/html" and any(map(_TIME.search, lines))


def _is_on_cover(front: Front, hit: Hit) -> bool:
    """Return whether a phrase is on the title page, and not in a sentence or in a commitment's title there."""
    index = front.line_at(hit.start)
    text = front.lines[index].text.rstrip()
    return index in front.cover and not text.endswith(".") and not is_named(text)


def _is_for_comment(front: Front, title: Title) -> bool:
    """Return whether the title itself invites comments; a draft's note 'version for public comment' is apart."""
    last = front.lines[front.line_at(max(title.start, title.end - 1))].end
    hits = [hit for hit in front.of("public_comment") if title.start <= hit.start < last]
    return any(not _is_draft_note(front, hit) for hit in hits)


def _is_draft_note(front: Front, hit: Hit) -> bool:
    """Return whether an invitation to comment is behind the word for a draft, or opens a line that names no report.

    A web page on which a report is open for comments names it in the same heading; a report's first line may be long.
    """
    line, beside = front.lines[front.line_at(hit.start)], front.by_line[front.line_at(hit.start)]
    is_page = line.place in ("heading", "title") and any(other.group == KIND for other in beside)
    return (hit.start == line.start and not is_page) or any(
        other.group == "draft" and other.start < hit.start for other in beside
    )


def _is_other_page(front: Front, title: Title | None) -> bool:
    """Return whether one of the first lines calls the page something else: news, a comment form, a consultation."""
    for index in front.cover[:3]:
        line = front.lines[index]
        is_titled = title is not None and title.start <= line.start and line.end <= title.end and title.purity >= FAIR
        if is_titled or is_in_menu(front, index):
            continue
        # A plan's own preface ('Presentación') is called what a page of slides is called.
        sections = {hit.first for hit in front.by_line[index] if hit.group == "sections"}
        found = [hit for hit in front.by_line[index] if hit.group == "study" and hit.first not in sections]
        letters = sum(map(str.isalpha, line.text))
        if letters and sum(hit.last - hit.first for hit in found) >= FAIR * letters:
            return True
        if index == front.cover[0] and _is_opened_by(front, index, found):
            return True
    return False


def _is_explained(front: Front, hit: Hit) -> bool:
    """Return whether a name is in a list of abbreviations ('EITI: Extractive Industries Transparency Initiative')."""
    return _ABBREVIATION.match(front.lines[front.line_at(hit.start)].text) is not None


def _is_link_to_plan(front: Front, title: Title) -> bool:
    """Return whether a plan's bare name on a web page is an entry of its menu, and its headings name none."""
    headings = [index for index in front.body if front.lines[index].place == "heading"]
    is_bare = not title.has_year and not title.has(COUNTRY, FORM, LOCAL) and title.place == "text"
    named = {hit.group for index in headings for hit in front.by_line[index]}
    return bool(headings) and is_bare and named.isdisjoint((KIND, PLAN))


def _is_opened_by(front: Front, index: int, hits: Sequence[Hit]) -> bool:
    """Return whether one of these phrases opens a line that names no plan and no report: 'Minutes of the forum'."""
    line = front.lines[index]
    opened = any(not any(map(str.isalnum, front.text[line.start : hit.start])) for hit in hits)
    return opened and not any(hit.group in (KIND, PLAN) for hit in front.by_line[index])


def _is_filed_as_news(front: Front) -> bool:
    """Return whether the address says that the page is one of a site's news or stories."""
    folders = {part.strip().casefold() for part in find_address_words(front.document).split("/")[:-1]}
    return not folders.isdisjoint(load_data("identify/members")["news_folders"])


def _has_other_headline(front: Front, title: Title) -> bool:
    """Return whether a sentence heads the text and no title does, as in news."""
    headings = [index for index in front.body if front.lines[index].place == "heading"]
    index = headings[0] if headings and front.document.properties.get("title") else next(iter(front.cover), None)
    if index is None or front.lines[index].start <= title.start < front.lines[index].end:
        return False
    headline = make_line_title(front, index)
    return len(headline.text.split()) >= FEWEST_WORDS and headline.purity < POOR


def _lists_documents(front: Front) -> bool:
    """Return whether the front lists documents: lines that each name one and a country, several of either."""
    body = set(front.body)
    found = {front.line_at(hit.start): hit.entry for hit in front.of(LOCAL)}
    found |= {front.line_at(hit.start): find_nation(hit.entry) for hit in find_named(front)}
    plans, reports = (
        {
            index: hit.entry
            for hit in front.of(group)
            if (index := front.line_at(hit.start)) in body & found.keys()
            and len(front.lines[index].text) < LONGEST_ENTRY
        }
        for group in (PLAN, KIND)
    )
    reporting, planning = ({found[index] for index in lines} for lines in (reports, plans))
    return (
        len(reporting) >= FEWEST_ENTRIES or len(planning) >= FEWEST_PLANS or len(set(reports.values())) >= FEWEST_KINDS
    )


def _lists_files(front: Front) -> bool:
    """Return whether several lines each name a plan or report and the format or size of its file."""
    named = {front.line_at(hit.start) for hit in front.of(KIND, PLAN)}
    return sum(_FILE.search(front.lines[index].text) is not None for index in named) >= FEWEST_ENTRIES


def _iterate_repeated(sign: str, found: set[str]) -> Iterator[str]:
    for _ in range(min(len(found), MOST_OF_A_SORT)):
        yield sign
