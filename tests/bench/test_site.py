"""The benchmark of the review site: copies for other countries have keys of their own."""

from __future__ import annotations

from datetime import date

from scripts.bench.site import Contents, copy_to_countries


def test_copies_have_their_own_ids_countries_and_dates() -> None:
    name = "0123456789abcdef"
    contents: Contents = {
        "documents": [{"document_id": name, "country_code": "QN"}],
        "commitments": [
            {
                "commitment_key": f"{name}:c1",
                "plan_id": "QN-2014",
                "commitment_id": "QN0001",
                "start_date": date(2014, 7, 1),
            }
        ],
    }
    copied = copy_to_countries(contents, 2)
    first, second = copied["commitments"]
    assert len({row["document_id"] for row in copied["documents"]}) == 2
    assert first["commitment_key"] != second["commitment_key"]
    assert {row["commitment_key"].partition(":")[0] for row in (first, second)} == {
        row["document_id"] for row in copied["documents"]
    }
    assert first["plan_id"][2:] == "-2014"
    assert first["plan_id"][:2] != second["plan_id"][:2]
    assert second["start_date"] == date(2014, 7, 1)
