"""The site's data: complete, escaped, the same each time, and with what is at hand."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from pipeline import review
from pipeline.review.overview import build_commitments_data, build_plans
from pipeline.tables import publish_tables
from tests.review import small


def read(file: Path) -> Any:
    text = file.read_text(encoding="utf-8")
    assert text.startswith("OGP.data.put(")
    return json.loads("[" + text.removeprefix("OGP.data.put(").removesuffix(");\n") + "]")[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("made")
    raw, extracted, hashes = small.publish(folder)
    site = review.build_site(extracted, folder / "site", raw)
    assert site.pictures == 2
    return raw, extracted, folder / "site", hashes


def test_a_document_has_its_records_places_and_pages(made: tuple[Path, Path, Path, dict[str, str]]) -> None:
    _, _, site, hashes = made
    data = read(site / "data" / "d" / f"{hashes['report.pdf'][:16]}.js")
    assert [page[:3] for page in data["pages"]] == [[1, 600.0, 800.0], [2, 600.0, 800.0]]
    assert all((site / page[3]).is_file() for page in data["pages"])
    key = f"{hashes['report.pdf'][:16]}:c1"
    number = next(i for i, record in enumerate(data["records"]) if record[:2] == ["commitments", key])
    assert data["records"][number][3]["title"] == small.HOSTILE
    marked = next(p for p in data["places"] if p[:2] == [number, "completion"])
    assert marked[2:7] == [1, 98.0, 188.0, 260.0, 204.0]
    assert data["texts"][marked[10]] == small.HOSTILE
    assert marked[-1] == 0.6
    assert data["issues"][0][4] == number


def test_what_a_format_gives_elsewhere_is_shown_as_empty(made: tuple[Path, Path, Path, dict[str, str]]) -> None:
    _, _, site, hashes = made
    data = read(site / "data" / "d" / f"{hashes['report.txt'][:16]}.js")
    values = next(record[3] for record in data["records"] if record[0] == "commitments")
    assert values["completion"] is None
    assert "budget" not in values


def test_a_text_is_shown_whole(made: tuple[Path, Path, Path, dict[str, str]]) -> None:
    _, _, site, hashes = made
    data = read(site / "data" / "d" / f"{hashes['report.txt'][:16]}.js")
    assert data["pages"] == []
    assert "Nothing was done yet." in " ".join(line[2] for line in data["source"])


def test_each_commitment_of_a_plan_has_its_sources_and_links(made: tuple[Path, Path, Path, dict[str, str]]) -> None:
    data = read(made[2] / "data" / "commitments.js")
    pdf = made[3]["report.pdf"][:16]
    assert data["commitments"]["QN0001"]["sources"] == [pdf]
    assert data["commitments"]["QN-2014:2"]["records"] == [f"{pdf}:c2"]
    assert data["commitments"]["QS-2014:2"]["sources"] == []
    assert [(link["from"], link["to"]) for link in data["links"]] == [("QN0001", "QN0002"), ("QN-2014:2", "QN0002")]


def test_disagreements_name_both_sides_the_widest_gap_first(made: tuple[Path, Path, Path, dict[str, str]]) -> None:
    (found,) = read(made[2] / "data" / "commitments.js")["disagreements"]
    assert (found["key"], found["gap"], found["moment"]) == ("QN0001", 2, "same")
    assert (found["first"]["side"], found["second"]["values"]) == ("government", ["not_started"])


def test_searched_texts_lead_to_their_record(made: tuple[Path, Path, Path, dict[str, str]]) -> None:
    texts = read(made[2] / "data" / "text" / "QN.js")["QN0001"]
    key = f"{made[3]['report.pdf'][:16]}:c1"
    assert ["problem_statement", "Nobody sees the water levels.", "commitments", key] in texts


def test_a_country_code_is_no_path(tmp_path: Path) -> None:
    raw = small.raw(tmp_path / "raw")
    tables = small.tables(raw)
    tables["plan_commitments"][0]["country_code"] = "../../escaped"
    publish_tables(tmp_path / "extracted", tables)
    site = review.build_site(tmp_path / "extracted", tmp_path / "deep" / "site")
    assert list(tmp_path.rglob("escaped*")) == []
    assert "QN0001" in read(site.index.parent / "data" / "text" / "none.js")


def test_a_folder_without_plan_commitments_is_still_shown(tmp_path: Path) -> None:
    _, extracted, _ = small.publish(tmp_path)
    (extracted / "plan_commitments.parquet").unlink()
    site = review.build_site(extracted, tmp_path / "site")
    data = read(site.index.parent / "data" / "commitments.js")["commitments"]
    assert data["QN0001"]["title"] == small.HOSTILE


def test_no_script_holds_markup_of_the_documents(made: tuple[Path, Path, Path, dict[str, str]]) -> None:
    for file in (made[2] / "data").rglob("*.js"):
        text = file.read_text(encoding="utf-8")
        assert "<" not in text
        assert "\u2028" not in text


def test_the_front_page_counts(made: tuple[Path, Path, Path, dict[str, str]]) -> None:
    data = read(made[2] / "data" / "index.js")
    assert data["severities"] == {"error": 0, "warning": 1, "info": 1}
    assert data["tables"]["commitments"] == 3
    assert [sum(one[name] for one in data["documents"].values()) for name in ("values", "measured", "low")] == [5, 1, 1]


def test_plans_count_completion_by_assessor(made: tuple[Path, Path, Path, dict[str, str]]) -> None:
    data = read(made[2] / "data" / "index.js")
    assert data["countries"] == {"QN": "Norlandia", "QS": "QS"}
    none, first, second, other = data["plans"]
    assert (none["id"], none["documents"], none["commitments"]) == ("", 1, 0)
    assert first["completion"] == {"government": {"substantial": 1}, "irm": {"not_started": 1}}
    assert (second["id"], second["commitments"], second["year"]) == ("QN-2018", 1, 2018)
    assert (other["documents"], other["commitments"]) == (0, 2)


def test_a_document_that_was_not_read_says_why_and_is_shown(made: tuple[Path, Path, Path, dict[str, str]]) -> None:
    _, _, site, hashes = made
    name = hashes["odd.txt"][:16]
    assert "ogp suggest odd.txt" in read(site / "data" / "index.js")["documents"][name]["reason"]
    assert "menu of fish" in read(site / "data" / "d" / f"{name}.js")["source"][0][2]


def test_a_text_that_a_run_has_read_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.cache import DiskCache
    from pipeline.catalog import catalog_folder
    from pipeline.extraction import extract_document, load_document
    from pipeline.runtime.limits import Limits

    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    raw, _, _ = small.publish(tmp_path)
    source = next(one for one in catalog_folder(raw).documents if one.path == "report.txt")
    extract_document(raw, source, Limits(), DiskCache())
    (raw / "report.txt").unlink()
    assert "Commitment 2" in str(load_document(raw, source, DiskCache()).blocks)


def test_a_second_build_gives_the_same_and_draws_nothing_anew(
    made: tuple[Path, Path, Path, dict[str, str]],
) -> None:
    raw, extracted, site, _ = made
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in site.rglob("*") if file.is_file()}
    review.build_site(extracted, site, raw)
    for file, (content, time) in before.items():
        assert file.read_bytes() == content
        assert file.suffix != ".webp" or file.stat().st_mtime_ns == time


def test_without_sources_the_places_speak(tmp_path: Path) -> None:
    _, extracted, hashes = small.publish(tmp_path)
    site = review.build_site(extracted, tmp_path / "site")
    assert site.pictures == 0
    assert read(tmp_path / "site" / "data" / "d" / f"{hashes['report.pdf'][:16]}.js")["pages"] == []


def test_a_source_that_changed_is_not_shown(tmp_path: Path) -> None:
    raw, extracted, hashes = small.publish(tmp_path)
    (raw / "report.txt").write_text("Something else.")
    review.build_site(extracted, tmp_path / "site", raw)
    data = read(tmp_path / "site" / "data" / "d" / f"{hashes['report.txt'][:16]}.js")
    assert data["source"] == []
    assert "changed" in data["note"]


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    _, extracted, _ = small.publish(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").touch()
    with pytest.raises(review.ReviewError, match="other files"):
        review.build_site(extracted, tmp_path / "mine")


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(review.ReviewError, match="ogp extract"):
        review.build_site(tmp_path, tmp_path / "site")


def test_a_commitment_without_a_title_begins_with_its_text() -> None:
    titles = {"QN-2014:1": None, "QN-2014:2": "Open maps"}
    tables: dict[str, Any] = defaultdict(list)
    for key, title in titles.items():
        tables["plan_commitments"].append({"plan_commitment_key": key, "title": title})
        names = {"commitment_key": f"d:{key}", "plan_commitment_key": key, "commitment_id": None, "document_id": "d"}
        tables["commitments"].append({**names, "title": title, "description": "Maps are opened."})
    made = build_commitments_data(tables)["commitments"]
    assert [made[key].get("opening") for key in titles] == ["Maps are opened.", None]


def test_documents_without_a_plan_count_for_their_country() -> None:
    document = {"plan_id": None, "plan_number": None, "report_type": "status_report", "commitments_stated": None}
    rows = [{"plan_commitment_key": "d:c1", "country_code": "QN", "plan_id": None, "plan_number": None}]
    documents = [{**document, "country_code": code} for code in ("QN", "QS", None)]
    plans = build_plans({"plan_commitments": rows, "documents": documents})
    assert [(plan["country"], plan["commitments"], plan["documents"]) for plan in plans] == [("QN", 1, 1), ("QS", 0, 1)]
