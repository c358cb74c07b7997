"""What each document says of one commitment of a plan: its row, ratings and milestones, gathered by commitment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.linkage.clusters import PlanCommitment
from pipeline.linkage.records import text_value
from pipeline.model import Extraction, Row

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Found:
    """A value of a commitment of a plan, and the fields of rows that it rests on."""

    value: object
    fields: tuple[tuple[Row, str], ...] = ()


_PHASES = {"design": 1, "midterm": 2, "end_of_term": 3}
_PHASE_OF_TYPE = {
    "self_assessment_midterm": "midterm",
    "self_assessment_end_of_term": "end_of_term",
    "irm_action_plan_review": "design",
    "irm_design_report": "design",
    "irm_progress_report": "midterm",
    "irm_end_of_term_report": "end_of_term",
    "irm_transitional_results_report": "end_of_term",
    "irm_results_report": "end_of_term",
}
_WORDING = ("action_plan", "self_assessment", "status_report", "irm", "commitment_page", "dataset")
"""Kinds of documents from the nearest to the plan's own wording to the farthest."""


@dataclass(frozen=True, slots=True)
class Account:
    """One document's account of a commitment: the rows of its tables, and the document's own."""

    document: Values
    commitment: Row
    ratings: tuple[Row, ...] = ()
    milestones: tuple[Row, ...] = ()

    @property
    def document_id(self) -> str:
        """The document that speaks."""
        return str(self.document["document_id"])

    @property
    def phase(self) -> str | None:
        """Phase that the document's ratings represent, None where its type does not say."""
        return _PHASE_OF_TYPE.get(str(self.document.get("report_type")))

    @property
    def wording_rank(self) -> tuple[int, bool, str]:
        """Sort key that puts the plan's own, final wording first."""
        kind = str(self.document.get("report_type"))
        rank = next((place for place, name in enumerate(_WORDING) if kind.startswith(name)), len(_WORDING))
        return rank, bool(self.document.get("is_draft")), self.document_id


def time_rank(phase: object, document: Values) -> tuple[int, str, str]:
    """Return the sort key of a rating: the later phase wins, then the later document."""
    return _PHASES.get(str(phase), 0), str(document.get("date_prepared") or ""), str(document["document_id"])


@dataclass(slots=True)
class AccountIndex:
    """The rows of all documents by the commitment that they speak of."""

    documents: dict[str, Values] = field(default_factory=dict)
    commitments: dict[str, Row] = field(default_factory=dict)
    ratings: dict[str, list[Row]] = field(default_factory=dict)
    milestones: dict[str, list[Row]] = field(default_factory=dict)
    registry: dict[str, list[Row]] = field(default_factory=dict)

    @classmethod
    def build(cls, extractions: Sequence[Extraction]) -> AccountIndex:
        """Index the rows of all extractions."""
        index = cls()
        for extraction in extractions:
            document = _document_values(extraction)
            index.documents[str(document["document_id"])] = document
            for row in extraction.rows:
                key = str(row.values.get("commitment_key"))
                if row.table == "commitments":
                    index.commitments[row.key] = row
                elif row.table == "assessments":
                    index.ratings.setdefault(key, []).append(row)
                elif row.table == "milestones":
                    index.milestones.setdefault(key, []).append(row)
                elif row.table == "registry" and (commitment_id := text_value(row.values, "commitment_id")):
                    index.registry.setdefault(commitment_id, []).append(row)
        return index

    def accounts(self, commitment: PlanCommitment) -> tuple[Account, ...]:
        """Return the accounts of a commitment; a copy, version or translation of another of them is left out."""
        speaking = {mention.document_id for mention in commitment.mentions}
        return tuple(
            Account(
                self.documents[mention.document_id],
                self.commitments[mention.key],
                tuple(self.ratings.get(mention.key, ())),
                tuple(self.milestones.get(mention.key, ())),
            )
            for mention in commitment.mentions
            if mention.related_document_id not in speaking
        )


def _document_values(extraction: Extraction) -> Values:
    """Return a document's values with those that are in its own row of the table documents."""
    values = dict(extraction.document)
    for row in _document_rows(extraction):
        values |= row
    return values


def _document_rows(extraction: Extraction) -> Iterator[Values]:
    return (row.values for row in extraction.rows if row.table == "documents")
