"""What each document says of one commitment of a plan: its row, ratings and milestones, gathered by commitment.

One value from the ratings of all documents: the latest phase counts, parts that differ are mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.lexicon.vocabularies import ASSESSOR_OF_PUBLISHER, NOT_ASSESSED, PHASE_OF_TYPE
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
        return PHASE_OF_TYPE.get(str(self.document.get("report_type")))

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
    for row in (row.values for row in extraction.rows if row.table == "documents"):
        values |= row
    return values


MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class PhaseRating:
    """One rating with the phase that it represents; `scope` is 0 for the whole commitment, 1 for a part, 2 below."""

    value: str
    phase: str | None
    scope: int
    rank: tuple[int, str, str]
    field: tuple[Row, str]


def find_completion(accounts: Sequence[Account], assessor: str) -> dict[str, Found]:
    """Return the columns of an assessor's latest completion and its phase; empty where nothing is marked."""
    marks = [mark for account in accounts for mark in _completion_marks(account, assessor)]
    if not marks:
        return {}
    latest = max(mark.rank for mark in marks)
    marks = [mark for mark in marks if mark.rank == latest]
    scope = min(mark.scope for mark in marks)
    marks = [mark for mark in marks if mark.scope == scope]
    values = {mark.value for mark in marks}
    level = values.pop() if len(values) == 1 else MIXED
    name = f"completion_{assessor}"
    return {name: Found(level, tuple(mark.field for mark in marks)), f"{name}_phase": Found(marks[0].phase)}


def _completion_marks(account: Account, assessor: str) -> Iterator[PhaseRating]:
    for row in account.ratings:
        values = row.values
        is_own = values.get("indicator") == "completion" and values.get("assessor") == assessor
        if is_own and _is_level(values.get("value")):
            phase = values.get("phase") or account.phase
            scope = 2 if values.get("milestone_key") else 1 if values.get("part") else 0
            yield _make_mark(row, "value", phase, scope, account)
    own = account.commitment.values.get("completion")
    if own and ASSESSOR_OF_PUBLISHER.get(str(account.document.get("publisher"))) == assessor:
        rows = [row.values for row in account.ratings if row.values.get("indicator") == "completion"]
        phases = [values["phase"] for values in rows if values.get("phase")]
        yield _make_mark(account.commitment, "completion", phases[0] if phases else account.phase, 0, account)


def _make_mark(row: Row, column: str, phase: object, scope: int, account: Account) -> PhaseRating:
    rank = time_rank(phase, account.document)
    return PhaseRating(str(row.values[column]), str(phase) if phase else None, scope, rank, (row, column))


def _is_level(value: object) -> bool:
    return value is not None and value not in NOT_ASSESSED


def find_rating(accounts: Iterable[Account], indicator: str) -> Found | None:
    """Return the IRM's latest value of an indicator for the whole commitment."""
    ratings = [
        (time_rank(row.values.get("phase") or account.phase, account.document), str(row.values["value"]), row)
        for account in accounts
        for row in account.ratings
        if is_whole(row) and row.values.get("indicator") == indicator and row.values.get("assessor") == "irm"
        if _is_level(row.values.get("value"))
    ]
    if not ratings:
        return None
    _, value, row = max(ratings, key=lambda rating: rating[:2])
    return Found(value, ((row, "value"),))


def is_whole(row: Row) -> bool:
    """Return True for a rating of the whole commitment."""
    return not row.values.get("part") and not row.values.get("milestone_key")


def find_potential(accounts: Sequence[Account]) -> dict[str, Found]:
    """Return the IRM's potential with its scale: potential for results where it is rated, else potential impact."""
    for indicator in ("potential_for_results", "potential_impact"):
        if rating := find_rating(accounts, indicator):
            return {"potential": rating, "potential_indicator": Found(indicator)}
    return {}


def find_starred(accounts: Sequence[Account], registered: Iterable[Row]) -> Found | None:
    """Return whether the commitment has a star: by the IRM's latest report, else by the registry."""
    if rating := find_rating(accounts, "starred"):
        return Found(rating.value == "yes", rating.fields)
    stars = [row for row in registered if row.values.get("starred") is not None]
    is_starred = any(row.values["starred"] for row in stars)
    standing = [row for row in stars if row.values["starred"] == is_starred]
    return Found(is_starred, tuple((row, "starred") for row in standing)) if stars else None
