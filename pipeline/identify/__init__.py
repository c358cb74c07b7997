"""Identify a document from its front, before it is parsed: what it is, whose, of which plan.

Only the front is looked at: title page, headings, running headers, the file's own title and address, the first page of
text. Signals for a value are weighed by the place that holds them (`evidence`); the words are data
(`schemas/identify`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from pipeline.identify import evidence
from pipeline.identify.evidence import Signal, WeighedValue, weigh_signals
from pipeline.identify.front import Front
from pipeline.identify.kinds import Kind, find_kind
from pipeline.identify.labelled_values import LabelledValue, find_labelled_values
from pipeline.identify.languages import base_language, find_language
from pipeline.identify.members import (
    find_domain_country,
    find_local_member,
    find_nation,
    find_own_prefix,
    find_prefix,
    iterate_hosts,
    weigh_countries,
)
from pipeline.identify.phrases import COUNTRY, FORM, fold_text, fold_word, load_front_words
from pipeline.identify.plans import Plan, find_plan
from pipeline.identify.titles import find_titles
from pipeline.identify.traits import (
    find_date_prepared,
    find_stated_commitments,
    find_title_text,
    is_draft,
    is_translation,
    make_raw_value,
)
from pipeline.model import Anchor, Document, Line, RawValue
from pipeline.model.issues import Issue
from pipeline.model.records import Identity, IdentityFact
from pipeline.normalize.countries import read_country
from pipeline.normalize.periods import read_period
from pipeline.schema.codes import members
from pipeline.schema.data import load_data

__all__ = ["identify", "weigh_front"]

CONTRADICTED = 0.6
"""Share of the better supported value's weight from which another one is a contradiction that a person should see."""
NAMED = 4.0
"""Weight of a country's name in a label or title; a form of the name, or a country that is no member, has less."""
MOST_HEADING_LINES = 3
"""Lines of a member's page that may name it, below the site's own."""
REFUSING = frozenset(
    {"public comment", "comment page", "guidance", "study", "other subject", "list of documents"}
    | {"another plan", "other author", "paper"}
)
"""Signs of a page that no parser is asked about."""
FORMER = {"irm_progress_report": (2018, "irm_design_report")}
"""From plans of this year on the reporting mechanism reviews the design first, also where the name is the old one."""


def identify(document: Document) -> Identity:
    """Return what a document is; a value that is weakly supported is left out, and an issue says so."""
    if document.records:
        return _identify_data(document)
    return _identify_text(document)


def _identify_text(document: Document) -> Identity:
    front = Front(document)
    titles, facts = find_titles(front), find_labelled_values(front)
    nations = weigh_countries(front, titles, facts)
    local = find_local_member(front, titles, facts, nations)
    kind = find_kind(front, titles, facts, bool(nations or local))
    if kind.report_type == "member_page":
        # The titles on a member's page are those of the documents that it lists.
        titles, local = [], local if local and _heads_page(front, local) else None
    language = base_language(document.source.language or find_language(front))
    found: dict[str, IdentityFact] = {}
    if language:
        found["language"] = IdentityFact(language)
    refused = kind.report_type is None and bool(REFUSING & set(kind.signs))
    if refused:
        return Identity(None, None, found, (), kind.against, is_refused=True)
    code = nations[0].value if nations else None
    # A city's plans are others than those of its country.
    planner = code if local is None else find_own_prefix(local.value)
    plan = find_plan(front, titles, facts, planner, _looks_back(kind))
    found |= _make_member_facts(front, local, nations)
    found |= _make_plan_facts(front, plan)
    found |= _make_trait_facts(front, kind, facts, language)
    if kind.report_type is None:
        return Identity(None, None, found, (), kind.against)
    report_type = _refine_by_generation(kind.report_type, plan)
    found |= _make_type_facts(front, kind, report_type)
    issues = tuple(_iterate_contradictions(nations, plan))
    return Identity(report_type, kind.publisher, found, issues, _describe_evidence(kind))


def _heads_page(front: Front, signal: Signal[str]) -> bool:
    """Return whether a name stands in one of the first lines of a page or in its title."""
    index = front.line_at(signal.start)
    return index in front.cover[:MOST_HEADING_LINES] or front.lines[index].place == "title"


def _identify_data(document: Document) -> Identity:
    """Return the language, country and plan of a data file, and what the notes before its table say.

    Parsers find by its columns what it holds.
    """
    language = base_language(document.source.language or document.language)
    found = dict(_identify_text(document).facts) if document.blocks else {}
    found |= {"language": IdentityFact(language)} if language else {}
    if "country_code" not in found and (home := find_country_of_data(document)):
        code, place = home
        found |= {"country_code": IdentityFact(code, place), "country": IdentityFact(members().get(code), place)}
    if "plan_start_year" not in found and (plan := find_plan_of_data(document)):
        (first, last), place = plan
        found |= {"plan_start_year": IdentityFact(first, place), "plan_end_year": IdentityFact(last, place)}
    return Identity(None, None, found, (), "a data file")


def weigh_front(document: Document) -> Iterator[tuple[str, object, float]]:
    """Yield what the front says with the weight that it rests on: column, value, weight."""
    front = Front(document)
    titles, facts = find_titles(front), find_labelled_values(front)
    nations = weigh_countries(front, titles, facts)
    kind = find_kind(front, titles, facts, bool(nations))
    if kind.report_type is None:
        return
    plan = find_plan(front, titles, facts, nations[0].value if nations else None, _looks_back(kind))
    yield "report_type", _refine_by_generation(kind.report_type, plan), kind.weight
    yield "publisher", kind.publisher, kind.weight
    if nations:
        yield "country_code", nations[0].value, nations[0].weight
    if plan.start:
        yield "plan_start_year", plan.start.value, plan.start.weight


def _looks_back(kind: Kind) -> bool:
    """Return whether a document reports on a plan that began before: plans and advice on the next plan do not."""
    is_report = kind.publisher in ("irm", "government") and kind.report_type is not None
    return is_report and kind.report_type not in ("action_plan", "irm_co_creation_brief")


def _refine_by_generation(report_type: str, plan: Plan) -> str:
    since, other = FORMER.get(report_type, (0, ""))
    return other if since and plan.start and plan.start.value >= since else report_type


def _make_type_facts(front: Front, kind: Kind, report_type: str) -> dict[str, IdentityFact]:
    title = kind.title
    value = make_raw_value(front, title.start, title.end) if title else None
    sure = evidence.find_confidence("report_type", kind.weight)
    return {
        "report_type": IdentityFact(report_type, value, sure),
        "publisher": IdentityFact(kind.publisher, value, evidence.find_confidence("publisher", kind.weight)),
    }


def _make_member_facts(
    front: Front, local: Signal[str] | None, nations: Sequence[WeighedValue[str]]
) -> dict[str, IdentityFact]:
    if not nations and local is None:
        return {}
    if local is not None:
        code, home = find_prefix(local.value, nations[0].value if nations else None)
        value = make_raw_value(front, local.start, local.end)
        found = {
            "local_member": IdentityFact(local.value, value, evidence.find_confidence("local_member", local.weight))
        }
        return {**found, "country_code": IdentityFact(code, value), "country": IdentityFact(members().get(home), value)}
    best = nations[0]
    place = make_raw_value(front, best.best.start, best.best.end) if best.best.end else None
    sure = evidence.find_confidence("country_code", best.weight)
    return {
        "country_code": IdentityFact(best.value, place, sure),
        "country": IdentityFact(members().get(best.value), place, sure),
    }


def _make_plan_facts(front: Front, plan: Plan) -> dict[str, IdentityFact]:
    found: dict[str, IdentityFact] = {}
    if plan.start is not None:
        sure = evidence.find_confidence("plan_start_year", plan.start.weight)
        found["plan_start_year"] = IdentityFact(plan.start.value, _raw_value(front, plan.start.best), sure)
    if plan.end is not None:
        found["plan_end_year"] = IdentityFact(plan.end.value, _raw_value(front, plan.end), None)
    if plan.number is not None:
        found["plan_number"] = IdentityFact(plan.number.value, _raw_value(front, plan.number), None)
    return found


def _raw_value(front: Front, signal: Signal[int]) -> RawValue | None:
    return make_raw_value(front, signal.start, signal.end, signal.place) if signal.end else None


def _make_trait_facts(
    front: Front, kind: Kind, facts: Sequence[LabelledValue], language: str | None
) -> dict[str, IdentityFact]:
    found: dict[str, IdentityFact] = {}
    if title := find_title_text(front, kind.title, language):
        found["title"] = IdentityFact(title.text, title)
    if day := find_date_prepared(front, facts, language):
        found["date_prepared"] = IdentityFact(day[0], day[2])
        found["date_prepared_precision"] = IdentityFact(day[1], day[2])
    if kind.publisher in ("irm", "government"):
        draft, value = is_draft(front, kind.title)
        found["is_draft"] = IdentityFact(draft, value)
        found["is_translation"] = IdentityFact(*is_translation(front))
        if stated := find_stated_commitments(front, facts):
            found["commitments_stated"] = IdentityFact(*stated)
    return found


def _iterate_contradictions(nations: Sequence[WeighedValue[str]], plan: Plan) -> Iterator[Issue]:
    """Yield an issue for each value that another one rivals, and for a first year that is not printed."""
    if plan.start is not None and plan.start.best.place == "usual term":
        yield _assumed_term_issue(plan)
    if len(nations) > 1 and _is_rival(nations[0], nations[1]):
        said = f"{members().get(nations[0].value)} and {members().get(nations[1].value)}"
        yield _contradiction_issue("country", said, nations[0].best.place, nations[1].best.place)
    rivals = [other for other in plan.others if plan.start and other.weight >= CONTRADICTED * plan.start.weight]
    if (
        plan.start is not None
        and rivals
        and rivals[0].best.place in ("title", "plan title", "header", "label", "cover")
    ):
        said = f"{plan.start.value} and {rivals[0].value}"
        yield _contradiction_issue("first year of the plan", said, plan.start.best.place, rivals[0].best.place)


def _is_rival(nation: WeighedValue[str], other: WeighedValue[str]) -> bool:
    """Return whether another country is named where a document names its own, or nearly as often."""
    is_named = other.best.place in ("label", "title") and other.best.weight >= NAMED
    return is_named or (other.weight >= CONTRADICTED * nation.weight and other.best.place != "text")


def _assumed_term_issue(plan: Plan) -> Issue:
    message = (
        f"The front prints only the last year of the plan, {plan.end.value if plan.end else ''}. Its first year is "
        "taken to be two years earlier. Name the right one in manifest.csv if it is not."
    )
    return Issue("identify", "info", "plan-start-assumed", message)


def _contradiction_issue(name: str, said: str, first: str, second: str) -> Issue:
    message = (
        f"The front gives two values for the {name}: {said} ({first}; {second}). The first is better supported and is "
        "taken. Name the right one in manifest.csv if it is not."
    )
    return Issue("identify", "warning", "identity-contradicted", message)


def _describe_evidence(kind: Kind) -> str:
    said = f"'{' '.join(kind.title.text.split())[:100]}'" if kind.title else "labels"
    return f"{said} ({', '.join(dict.fromkeys(kind.signs))})"


WEIGHTS = {"column": 5.0, "file name": 2.0, "address": 2.0, "link": 0.8, "cell": 0.4}
"""What a sign is worth: a file of one country names it in a column or its name, and links to its own sites."""
LEAST = 0.8
"""A link in several cells; one country that a cell mentions is no proof."""
CLEAR = 0.6
"""Share of all weight that the country of a file has: a table of many countries has none."""
LONGEST_CODE = 3
"""Letters: shorter words are abbreviations of anything."""
LONGEST_CELL = 1_000
MOST_CHARACTERS = 20_000
"""What is read of the cells: further rows name what the first ones name."""

Sign = tuple[Signal[str], RawValue | None]
"""A sign of a country, and the cell that holds it; None for the file's name and address."""


def find_country_of_data(document: Document) -> tuple[str, RawValue | None] | None:
    """Return the country of a data file and a cell that names it; None for a table of many countries or of none."""
    listed = list(_iterate_column_signs(document))
    signs = listed or [*_iterate_name_signs(document), *_iterate_cell_signs(document)]
    weighed = weigh_signals(signal for signal, _ in signs)
    total = sum(one.weight for one in weighed)
    if not weighed or weighed[0].weight < max(LEAST, total if listed else CLEAR * total):
        return None
    code = weighed[0].value
    return code, next((value for signal, value in signs if signal.value == code and value), None)


def _iterate_column_signs(document: Document) -> Iterator[Sign]:
    """Yield the countries of a column of countries, each once."""
    for value in _iterate_cells_of(document, "country"):
        if known := read_country(value.text):
            yield Signal(find_nation(known[0]), "column", WEIGHTS["column"]), value


def find_plan_of_data(document: Document) -> tuple[tuple[int, int], RawValue] | None:
    """Return the years of the one plan that a data file's columns of plans name, with the first cell that does."""
    cells = list(_iterate_cells_of(document, "plan", "cycle"))
    periods = {read_period(cell.text) for cell in cells}
    period = periods.pop() if len(periods) == 1 else None
    return (period, cells[0]) if period else None


def _iterate_cells_of(document: Document, *fields: str) -> Iterator[RawValue]:
    """Yield the distinct cells of the columns whose name is a label of one of the fields on a front."""
    labels = {fold_word(label) for field in fields for label in load_data("identify/labels")[field]}
    names = [name for name in (document.records or ({},))[0] if fold_word(name.partition("/")[0].strip()) in labels]
    seen: set[str] = set()
    for number, record in enumerate(document.records, 1):
        for column in names:
            text = record.get(column, "")
            if text.strip() and text not in seen:
                seen.add(text)
                yield _cell_value(text, number, column, 0)


def _iterate_name_signs(document: Document) -> Iterator[Sign]:
    for code in _find_named(PurePosixPath(document.source.path).stem.replace("_", " ")):
        yield Signal(code, "file name", WEIGHTS["file name"]), None
    host = urlsplit(document.source.url or "").hostname or ""
    if home := find_domain_country(host.rpartition(".")[2]):
        yield Signal(home, "address", WEIGHTS["address"]), None


def _iterate_cell_signs(document: Document) -> Iterator[Sign]:
    seen: set[str] = set()
    letters = 0
    for number, record in enumerate(document.records, 1):
        for column, text in record.items():
            if text in seen or letters > MOST_CHARACTERS:
                continue
            seen.add(text)
            letters += len(text)
            for code, start, end in iterate_hosts(text):
                yield Signal(code, "link", WEIGHTS["link"]), _cell_value(text[start:end], number, column, start)
            for code in _find_named(text[:LONGEST_CELL]):
                yield Signal(code, "cell", WEIGHTS["cell"]), None


def _find_named(text: str) -> list[str]:
    """Return the countries that a text names."""
    hits = load_front_words().find(fold_text(text))
    return [
        find_nation(hit.entry) for hit in hits if hit.group in (COUNTRY, FORM) and hit.end - hit.start > LONGEST_CODE
    ]


def _cell_value(text: str, number: int, column: str, start: int) -> RawValue:
    line = Line(text.strip(), Anchor(path=f"record[{number}]/{column}", start=start, end=start + len(text)))
    return RawValue(line.text, "column", (line,))
