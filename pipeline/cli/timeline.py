"""`ogp timeline`: what became of a commitment, plan by plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import (
    Footnotes,
    abbreviate,
    commitment_name,
    echo_json,
    from_option,
    json_option,
    print_lines,
    read_tables,
)
from pipeline.schema.codes import format_code

if TYPE_CHECKING:
    from pipeline.analysis.stories import Remark, Story, StoryMilestone, StoryRating
    from pipeline.analysis.timeline import Link, Timeline, TimelinePlan

Printed = tuple[int, str]
"""A line with its depth."""

LONG = 240
"""Characters of a text that are printed without --full: two to three lines on a terminal."""


@click.command(
    epilog="""\b
Examples:
  ogp timeline QN0011
  ogp timeline QN0011 --from extracted --full
  ogp timeline QN0011 --json | jq '.plans[].commitments[].titles[0].text'

The exit code is 0 when the commitment is known, 1 when it is not, 2 when the folder can't be read."""
)
@click.argument("commitment_id")
@from_option
@click.option("--full", is_flag=True, help="Print long texts in full.")
@json_option
def timeline(commitment_id: str, folder: Path, full: bool, as_json: bool) -> None:
    """Show what became of COMMITMENT_ID before and after its plan, along accepted links between plans.

    For each plan: titles, lead, the government's own completion, the IRM's ratings, milestones, remarks of
    stakeholders, and why the plans are linked. Numbers in brackets name the documents that say so.
    """
    from pipeline.analysis.timeline import build_timeline as answer

    tables = read_tables(folder)
    found = answer(commitment_name(commitment_id, tables), tables)
    if as_json:
        echo_json(found)
        return
    print_lines(format_timeline(found, None if full else LONG))


def format_timeline(found: Timeline, long: int | None = None) -> Iterator[Printed]:
    """Yield readable lines with their depth; texts longer than `long` characters are shortened."""
    notes = Footnotes(found.documents)
    yield 0, f"{found.name}" + (f", {found.country}" if found.country else "")
    for plan in found.plans:
        yield 0, ""
        yield 0, _format_plan(plan)
        for story in plan.commitments:
            yield from _format_story(story, notes, long)
            yield from _format_links(story.name, found.links, notes)
    yield from _format_rest(found, notes)
    if lines := notes.lines():
        yield 0, ""
        yield 0, "Documents"
        yield from ((1, line) for line in lines)


def _format_plan(plan: TimelinePlan) -> str:
    number = f"Action plan {plan.plan_number}" if plan.plan_number is not None else "Action plan"
    years = f"{plan.start_year or '?'}–{plan.end_year}" if plan.end_year else f"from {plan.start_year or '?'}"
    return f"{number}, {years}" + (f" ({plan.plan_id})" if plan.plan_id else " (plan unknown)")


def _format_story(story: Story, notes: Footnotes, long: int | None) -> Iterator[Printed]:
    numbers = f", number {' / '.join(story.numbers)}" if story.numbers else ""
    also = f", also filed under {', '.join(story.other_plans)}" if story.other_plans else ""
    yield 1, f"{story.name}{numbers}{also}"
    for text in story.titles:
        yield 2, f"“{abbreviate(text.text, long)}” {notes.mark(text.documents)}"
    for lead in story.leads:
        yield 2, f"Lead: {abbreviate(lead.text, long)} {notes.mark(lead.documents)}"
    for heading, ratings in _by_assessor(story.ratings):
        yield 2, f"{heading}: {'; '.join(_format_rating(group, notes) for group in _group_ratings(ratings))}"
    if story.milestones:
        yield 2, f"Milestones ({len(story.milestones)})"
        for milestone in story.milestones:
            yield from _format_milestone(milestone, notes, long)
    if story.remarks:
        yield 2, "Remarks"
        yield from ((3, _format_remark(remark, notes, long)) for remark in story.remarks)


def _by_assessor(ratings: Sequence[StoryRating]) -> Iterator[tuple[str, list[StoryRating]]]:
    named = (("government", "Government's own rating"), ("irm", "IRM"), ("civil_society", "Civil society"))
    for assessor, heading in named:
        own = [rating for rating in ratings if rating.assessor == assessor]
        if own:
            yield heading, sorted(own, key=lambda r: (r.indicator != "completion", r.indicator, r.part or ""))


def _group_ratings(ratings: Sequence[StoryRating]) -> list[list[StoryRating]]:
    """Put together what the same documents say with one indicator: the values that a commitment is relevant to."""
    groups: dict[tuple[object, ...], list[StoryRating]] = {}
    for rating in ratings:
        groups.setdefault((rating.indicator, rating.part, rating.phase, rating.documents), []).append(rating)
    return list(groups.values())


def _format_rating(group: Sequence[StoryRating], notes: Footnotes) -> str:
    first, values = group[0], ", ".join(format_code(rating.value) for rating in group)
    part = f" of part {first.part}" if first.part else ""
    phase = f" ({format_code(first.phase)})" if first.phase else ""
    return f"{format_code(first.indicator)}{part} {values}{phase} {notes.mark(first.documents)}".rstrip()


def _format_milestone(milestone: StoryMilestone, notes: Footnotes, long: int | None) -> Iterator[Printed]:
    number = f"{milestone.number}. " if milestone.number else "– "
    yield 3, f"{number}{abbreviate(milestone.text or '(no text)', long)} {notes.mark(milestone.documents)}"
    for rating in milestone.ratings:
        who = "IRM" if rating.assessor == "irm" else format_code(rating.assessor)
        phase = f" ({format_code(rating.phase)})" if rating.phase else ""
        yield 4, f"{who}: {format_code(rating.value)}{phase} {notes.mark(rating.documents)}"
    yield from ((4, _format_remark(remark, notes, long)) for remark in milestone.remarks)


def _format_remark(remark: Remark, notes: Footnotes, long: int | None) -> str:
    condition = ", on a condition" if remark.conditional else ""
    proposed = f" would give {format_code(remark.proposed_status)}{condition}" if remark.proposed_status else ""
    date = f", {remark.date}" if remark.date else ""
    text = f"{abbreviate(remark.text or '', long)} {notes.mark(remark.documents)}"
    return f"{remark.author or 'Unnamed'}{date}{proposed}: {text}"


def _format_links(name: str, links: Sequence[Link], notes: Footnotes) -> Iterator[Printed]:
    """Yield the links of a commitment; reasons are printed with the later one of the two."""
    for link in links:
        if link.later == name:
            yield 2, f"← {link.earlier}: {_format_reason(link, notes)}"
    later = [link.later for link in links if link.earlier == name]
    if later:
        yield 2, f"→ {', '.join(dict.fromkeys(later))}"


def _format_reason(link: Link, notes: Footnotes) -> str:
    from pipeline.analysis.evidence import describe_evidence

    score = f", score {link.score:.2f}" if link.score is not None else ""
    page = f" p. {link.page}" if link.page else ""
    mark = notes.mark([link.document]) if link.document else ""
    reasons = describe_evidence(link.evidence) if link.evidence else "no reason recorded"
    return f"{format_code(link.relation)} ({format_code(link.method)}{score}): {reasons} {mark}{page}"


def _format_rest(found: Timeline, notes: Footnotes) -> Iterator[Printed]:
    if not found.links:
        yield 0, ""
        yield 0, "There is no accepted link to another plan."
    if found.beside:
        yield 0, ""
        yield 0, f"In the same thread, through splits and merges: {', '.join(found.beside)}"
    if found.unsure or found.maybe:
        yield 0, ""
        yield 0, "In doubt (decide with: ogp review links)"
        for one in found.maybe:
            score = f" (score {one.score:.2f})" if one.score is not None else ""
            mark = notes.mark([one.document])
            yield 1, f"“{one.title or one.commitment_key}” {mark} may be {one.name}{score}: its content is left out"
        for link in found.unsure:
            yield 1, f"{link.earlier} → {link.later}: {_format_reason(link, notes)}"
