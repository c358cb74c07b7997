"""What the specimens of IRM reports share: the printed words of the IRM's scales and what a reader should find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scripts.specimens.facts import document_facts, entry_of, plan_of

Facts = Mapping[str, Any]

SCALES: Mapping[str, Mapping[str, str]] = {
    "specificity": {"none": "None", "low": "Low", "medium": "Medium", "high": "High"},
    "potential_impact": {
        "none": "None",
        "minor": "Minor",
        "moderate": "Moderate",
        "transformative": "Transformative",
    },
    "completion": {
        "not_started": "Not Started",
        "limited": "Limited",
        "substantial": "Substantial",
        "complete": "Completed",
        "withdrawn": "Withdrawn",
    },
    "relevance": {
        "access_to_information": "Access to Information",
        "civic_participation": "Civic Participation",
        "public_accountability": "Public Accountability",
        "technology_and_innovation": "Technology and Innovation for Transparency and Accountability",
    },
    "did_it_open_government": {
        "worsened": "Worsened",
        "did_not_change": "Did Not Change",
        "marginal": "Marginal",
        "major": "Major",
        "outstanding": "Outstanding",
    },
    "verifiable": {"no": "Not specific enough to be verifiable", "yes": "Specific enough to be verifiable"},
    "potential_for_results": {"unclear": "Unclear", "modest": "Modest", "substantial": "Substantial"},
    "early_results": {
        "no_notable_results": "No notable results",
        "moderate": "Moderate",
        "significant": "Significant",
    },
}
"""English words of the scales, in the order of the columns; Withdrawn is told in words only."""

SPANISH: Mapping[str, Mapping[str, str]] = {
    "specificity": {"none": "Ninguna", "low": "Baja", "medium": "Media", "high": "Alta"},
    "potential_impact": {
        "none": "Ninguno",
        "minor": "Menor",
        "moderate": "Moderado",
        "transformative": "Transformador",
    },
    "completion": {
        "not_started": "No iniciado",
        "limited": "Limitado",
        "substantial": "Sustancial",
        "complete": "Completo",
        "withdrawn": "Retirado",
    },
    "relevance": {
        "access_to_information": "Acceso a la información",
        "civic_participation": "Participación ciudadana",
        "public_accountability": "Rendición de cuentas",
        "technology_and_innovation": "Tecnología e innovación",
    },
    "did_it_open_government": {
        "worsened": "Empeoró",
        "did_not_change": "No cambió",
        "marginal": "Marginal",
        "major": "Mayor",
        "outstanding": "Sobresaliente",
    },
}


def levels(indicator: str, scales: Mapping[str, Mapping[str, str]] = SCALES) -> list[str]:
    """Return the codes of a scale's columns.

    >>> levels("completion")
    ['not_started', 'limited', 'substantial', 'complete']
    """
    return [code for code in scales[indicator] if code != "withdrawn"]


def number(commitment: Facts) -> str:
    """Return the commitment's number."""
    return entry_of(commitment["id"]).number


def title(commitment: Facts) -> str:
    """Return the commitment's title."""
    return entry_of(commitment["id"]).title


def rating(commitment: Facts, indicator: str, value: str | None) -> Iterator[dict[str, Any]]:
    """Yield the expected rating, nothing for none."""
    if value:
        yield {"number": number(commitment), "indicator": indicator, "value": value, "assessor": "irm"}


def ratings(commitment: Facts, wanted: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield the expected ratings: pairs of an indicator and the fact that holds its value or values."""
    for indicator, name in wanted:
        value = commitment.get(name)
        values = [value] if isinstance(value, str) else list(value.values() if isinstance(value, dict) else value or ())
        for one in dict.fromkeys(values):
            yield from rating(commitment, indicator, one)


def expected(
    facts: Facts,
    family: str,
    wanted: Sequence[tuple[str, str]],
    fields: Mapping[str, str],
    report_type: str | None = None,
    language: str = "en",
) -> dict[str, Any]:
    """Return what a reader should find; `fields` are columns of commitments and the facts that fill them."""
    document = document_facts("irm", plan_of(facts["plan"]), report_type or family, family)
    return {
        "document": document | {"language": language},
        "commitments": [
            {"number": number(c), "title": title(c), "commitment_id": c["id"]}
            | {column: c.get(fact) for column, fact in fields.items()}
            for c in facts["commitments"]
        ],
        "assessments": [found for c in facts["commitments"] for found in ratings(c, wanted)],
    }


def milestones(facts: Facts, phase: str) -> list[dict[str, Any]]:
    """Return the expected milestones with their level at a phase."""
    return [
        {"commitment": number(c), "number": m["number"], "text": m["text"], "status": m[phase]}
        for c in facts["commitments"]
        for m in c.get("milestones", ())
    ]


def milestone_ratings(facts: Facts, phases: Sequence[str]) -> list[dict[str, Any]]:
    """Return the expected ratings of milestones, each phase's level."""
    return [
        {"number": number(c), "indicator": "completion", "value": m[phase], "assessor": "irm"}
        for c in facts["commitments"]
        for m in c.get("milestones", ())
        for phase in phases
    ]


def counts(facts: Facts, name: str) -> Counter[str]:
    """Return how many commitments have each value of a fact."""
    return Counter(c[name] for c in facts["commitments"] if c.get(name))
