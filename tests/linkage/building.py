"""Small extractions for tests of linking."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Extraction, Row

Values = dict[str, object]


def extraction(name: str, commitments: Sequence[Values] = (), registry: Sequence[Values] = ()) -> Extraction:
    """Return what a document of the fictional country gives; `name` makes its ID."""
    document_id = name.ljust(16, "0")
    told = [
        Row("commitments", f"{document_id}:c{i}", {"country_code": "QN", **v}) for i, v in enumerate(commitments, 1)
    ]
    known = [Row("registry", f"{document_id}:r{i}", {"country_code": "QN", **v}) for i, v in enumerate(registry, 1)]
    return Extraction({"document_id": document_id, "source_path": f"{name}.csv"}, (*told, *known))


PLAN: tuple[Values, ...] = (
    {
        "commitment_id": "QN0001",
        "plan_id": "QN-2014",
        "number": "1",
        "title": "Open contracting portal for public works",
    },
    {"commitment_id": "QN0002", "plan_id": "QN-2014", "number": "2", "title": "Beneficial ownership register"},
    {
        "commitment_id": "QN0003",
        "plan_id": "QN-2014",
        "number": "3",
        "title": "Citizen budget hearings in every district",
    },
)
"""The registry of a plan of three commitments."""


def ids(extractions: Sequence[Extraction], name: str) -> list[object]:
    """Return the commitment IDs of a document's commitments, in order."""
    wanted = name.ljust(16, "0")
    one = next(e for e in extractions if e.document["document_id"] == wanted)
    return [row.values.get("commitment_id") for row in one.rows if row.table == "commitments"]
