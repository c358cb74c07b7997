"""What kind of document a front belongs to: by its title, labels and author, and by what speaks against.

The signs of `signs` have weights; a document is one of the partnership's where they add up to `ACCEPTED`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.identify.front import ID_TITLE, MOST_LINES_BEFORE_ID, Front, find_address
from pipeline.identify.labelled_values import LabelledValue, iterate_distinct
from pipeline.identify.phrases import KIND, PHASE, PLAN, Hit, load_kinds
from pipeline.identify.signs import EARLY, FAIR, WEIGHTS, is_on_government_site, iterate_signs
from pipeline.identify.titles import Title, is_member_line, make_line_title
from pipeline.model.identifiers import find_ids
from pipeline.schema.data import load_data

ACCEPTED = 2.2
"""Weight from which a front is that of a document of the partnership: a clean title with country or year, or a title
that is less clean with another sign."""
FIRST_KINDS = (
    "letter",
    "co_creation_brief",
    "self_assessment",
    "status_report",
    "monitoring",
    "action_plan_review",
    "transitional",
)
"""Kinds whose name decides, whatever else the title names: a self-assessment reports on an action plan."""
NEAR, LONGER = 0.1, 0.25
"""How much less pure a title may be that names a report, and one that holds the other title."""
MEMBER_PAGE = 2.0
"""Labels of a member's page that make one; the opening of its text counts for two, its heading and address for one."""
GOVERNMENT, IRM, OGP = "government", "irm", "ogp"
LONGEST_LINK = 40
"""Characters between a report's name and the plan that it is on ('report on the implementation of the plan')."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a document is: its report type and publisher, how sure by the sum of signs, the title and the signs.

    `report_type` is None where the front belongs to no document of the partnership; `against` then says what it is.
    """

    report_type: str | None
    publisher: str | None
    weight: float
    title: Title | None
    signs: tuple[str, ...]
    basis: str = "title"
    against: str = ""


def find_kind(front: Front, titles: Sequence[Title], facts: Sequence[LabelledValue], has_member: bool) -> Kind:
    """Return the kind of document that the front shows."""
    title = _choose_title(titles)
    page = _match_website_page(front, facts, title)
    if page is not None:
        return page
    name = _kind_name(title, facts)
    if name is None and not _has_forms(facts):
        return Kind(None, None, 0.0, title, (), against="no title of a known kind")
    irm = weigh_irm(front, facts, title) > weigh_government(front, facts, title)
    signs = list(iterate_signs(front, title, facts, name, has_member, irm))
    weight = sum(WEIGHTS[sign] for sign in signs)
    if weight < ACCEPTED:
        return Kind(None, None, weight, title, tuple(signs), against=_explain_against(signs))
    report_type, publisher = _find_type(front, name or PLAN, title, irm)
    return Kind(report_type, publisher, weight, title, tuple(signs), "title" if name else "labels")


def _choose_title(titles: Sequence[Title]) -> Title | None:
    """Return the best title; of near equals one that names a report before one that names a plan alone."""
    if not titles:
        return None
    best = titles[0]
    near = [title for title in titles if title.score >= best.score - 0.6 and title.has(KIND)]
    if best.has(KIND) or not near:
        return best
    # A title page may name the plan first, and on the next line the report on it.
    is_longer = near[0].start <= best.start and best.end <= near[0].end
    return near[0] if near[0].purity >= best.purity - (LONGER if is_longer else NEAR) else best


def _kind_name(title: Title | None, facts: Sequence[LabelledValue]) -> str | None:
    """Return the name of the kind that a title or the label 'Report type' gives; PLAN for an action plan."""
    if sum(1 for _ in iterate_distinct(facts, "self_assessed")) >= 2 and not (title and title.has(KIND)):
        return "self_assessment"
    if title is None:
        return None
    named = _drop_parts([hit for hit in title.hits if hit.group == KIND])
    first = [hit for hit in named if hit.entry in FIRST_KINDS]
    if first:
        return min(first, key=lambda hit: FIRST_KINDS.index(hit.entry)).entry
    if named:
        return max(named, key=lambda hit: (hit.last - hit.first, -hit.first)).entry
    return PLAN if title.has(PLAN) else None


def _drop_parts(hits: Sequence[Hit]) -> list[Hit]:
    """Return the names that do not begin within a longer one: 'monitoring of' does in 'report on monitoring of'."""
    return [
        hit
        for hit in hits
        if not any(
            other.first < hit.first < other.last and other.last - other.first > hit.last - hit.first for other in hits
        )
    ]


def _find_type(front: Front, name: str, title: Title | None, irm: bool) -> tuple[str, str]:
    if name == PLAN:
        return "action_plan", GOVERNMENT
    types = load_kinds()[name]["types"]
    publisher = IRM if irm and IRM in types else GOVERNMENT if GOVERNMENT in types else next(iter(types))
    report_type = str(types[publisher])
    if report_type == "self_assessment" and publisher == GOVERNMENT:
        report_type = _find_phase(front, title)
    return report_type, publisher


def _find_phase(front: Front, title: Title | None) -> str:
    """Return the type of a self-assessment by the words of its title and of the title page."""
    hits = [hit for hit in title.hits if hit.group == PHASE] if title else []
    hits = hits or [hit for index in front.cover[:8] for hit in front.by_line[index] if hit.group == PHASE]
    return f"self_assessment_{hits[0].entry}" if hits else "self_assessment"


def weigh_irm(front: Front, facts: Sequence[LabelledValue], title: Title | None) -> float:
    """Return how much speaks for the reporting mechanism as the author."""
    near = set(front.cover[:12]) | {
        i for i, line in enumerate(front.lines) if line.place in ("header", "title", "property")
    }
    hits = front.of("irm")
    named = any(front.line_at(hit.start) in near for hit in hits)
    signs = len({front.text[hit.start : hit.end].casefold() for hit in front.of("irm_signs")})
    labels = len(
        {fact.text + fact.field for fact in facts if fact.field in ("glance", "kind", "reviewed", "researcher")}
    )
    on_site = _is_on_site(front) or any(hit.start < 60 for hit in front.of("site"))
    in_title = title is not None and title.has("irm")
    return 2.5 * in_title + 1.5 * named + 0.7 * bool(hits) + min(3.0, 0.7 * signs) + min(3.0, labels) + 1.0 * on_site


def weigh_government(front: Front, facts: Sequence[LabelledValue], title: Title | None) -> float:
    """Return how much speaks for a government as the author."""
    cover = set(front.cover)
    said = len({hit.first for hit in front.of("government") if front.line_at(hit.start) in cover})
    of_plan = title is not None and _names_its_plan(title)
    forms = len({fact.text for fact in facts if fact.field == "form"})
    return 0.5 + min(1.8, 0.6 * said) + 1.5 * of_plan + min(1.5, 0.5 * forms) + 1.0 * is_on_government_site(front)


def _names_its_plan(title: Title) -> bool:
    """Return whether a title names the plan that it reports on; the reporting mechanism names country and years."""
    reports = [hit for hit in title.hits if hit.group == KIND]
    for plan in (hit for hit in title.hits if hit.group == PLAN):
        for report in reports:
            between = title.text[report.end - title.start : plan.start - title.start]
            linked = report.end <= plan.start and len(between) <= LONGEST_LINK and any(map(str.isalpha, between))
            if linked or 0 <= report.start - plan.end <= 2:
                return True
    return False


def _explain_against(signs: Sequence[str]) -> str:
    against = list(dict.fromkeys(sign for sign in signs if WEIGHTS[sign] < 0))
    return ", ".join(against) or "too few signs"


def _has_forms(facts: Sequence[LabelledValue]) -> bool:
    return (
        sum(1 for _ in iterate_distinct(facts, "form")) >= 1
        and sum(1 for _ in iterate_distinct(facts, "form", "form_general", "assessed")) >= 3
    )


def _match_website_page(front: Front, facts: Sequence[LabelledValue], title: Title | None) -> Kind | None:
    """Return the kind of a page of the partnership's own site: of a commitment or of a member."""
    labels = list(iterate_distinct(facts, "plan", "cycle", "page", "glance", "form"))
    for index in front.body[:MOST_LINES_BEFORE_ID]:
        found = ID_TITLE.search(front.lines[index].text)
        if found and find_ids(found[1]) and (len(labels) >= 2 or "/commitments/" in find_address(front.document)):
            return Kind("commitment_page", OGP, 5.0, make_line_title(front, index), ("ID in title",), "title")
    early = [fact for fact in iterate_distinct(facts, "member", "contributed") if fact.start < EARLY]
    headed = _is_headed_by_member(front)
    if not headed and early and title and title.has(KIND) and title.purity >= FAIR and title.start < early[0].start:
        return None
    placed = headed and _is_on_site(front) and _is_below_members(front)
    weight = sum(2.0 if fact.field == "contributed" else 1.0 for fact in early) + headed + placed
    if weight >= MEMBER_PAGE:
        signs = [f"label {fact.label}" for fact in early] + ["headed by a member's name"] * headed
        return Kind("member_page", OGP, weight, None, tuple(signs), "label")
    return None


def _is_on_site(front: Front) -> bool:
    return "opengovpartnership.org/" in find_address(front.document)


def _is_below_members(front: Front) -> bool:
    """Return whether the address ends below the site's list of members."""
    *_, folder, _ = ["", "", *urlsplit(find_address(front.document)).path.strip("/").split("/")]
    return folder in load_data("identify/members")["folders"]


def _is_headed_by_member(front: Front) -> bool:
    """Return whether the heading of a web page is the name of a member and nothing else."""
    headings = (index for index in front.cover if front.lines[index].place == "heading")
    index = None if front.document.pages else next(headings, None)
    return index is not None and is_member_line(front, index)
