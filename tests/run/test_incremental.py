"""A run after a small change: the tables of a first run, byte for byte, without linking what did not change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.linkage import DocumentGroup
from pipeline.run import group_tables
from pipeline.run.extract_folder import extract_folder
from tests.cli.test_commands import TEXT_FORM
from tests.specimen_folder import copied

COUNTRIES = ("Norlandia", "Mongolia", "Ghana")


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with reports of three countries and a registry of all of them."""
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    folder = copied(tmp_path / "raw", ("*midterm*.txt", "QN0003.html", "registry-*.csv"))
    registry = next(folder.glob("registry-*.csv"))
    lines = registry.read_text(encoding="utf-8").splitlines()
    lines += [line.replace("QN", "MN") for line in lines[1:4]]
    registry.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for country in COUNTRIES:
        write_report(folder, country, "2014-2016")
        write_report(folder, country, "2016-2018")
    return folder


def write_report(folder: Path, country: str, years: str, more: str = "") -> None:
    text = TEXT_FORM.replace("Norlandia", country).replace("2014-2016", years).replace("2015", f"{years[-4:]}")
    (folder / f"{country}-{years}.txt").write_text(text + more, encoding="utf-8")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[DocumentGroup]:
    """Return the groups whose tables are made from now on."""
    groups: list[DocumentGroup] = []
    build = group_tables._build_tables

    def record(*arguments: object) -> group_tables.GroupTables:
        assert isinstance(arguments[1], DocumentGroup)
        groups.append(arguments[1])
        return build(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(group_tables, "_build_tables", record)
    return groups


def content_of(out: Path) -> dict[str, bytes]:
    """Return every file of a set but those with times."""
    paths = (path for path in out.rglob("*") if path.is_file() and path.suffix in {".parquet", ".csv"})
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


def add_document(raw: Path) -> None:
    write_report(raw, "Ghana", "2018-2020")


def change_document(raw: Path) -> None:
    write_report(raw, "Mongolia", "2016-2018", "Minutes of the forum were published.\n")


def copy_document(raw: Path) -> None:
    """Add a text that another document repeats, before it in the folder."""
    text = (raw / "Mongolia-2014-2016.txt").read_text(encoding="utf-8")
    (raw / "A copy.txt").write_text(text + "\n", encoding="utf-8")


def remove_document(raw: Path) -> None:
    (raw / "Norlandia-2014-2016.txt").unlink()


def correct_value(raw: Path) -> None:
    with (raw / "overrides.csv").open("w", encoding="utf-8") as file:
        file.write("kind,record_table,record_key,field,value,from_key,to_key,decision,who,when,why\n")
        file.write(f"value,commitments,{first_key(raw, 'Ghana')},title,Another title,,,,Ana,2024-01-31,misread\n")


def decide_link(raw: Path) -> None:
    with (raw / "overrides.csv").open("w", encoding="utf-8") as file:
        file.write("kind,from_key,to_key,decision,who,when,why\n")
        file.write(f"identity,{first_key(raw, 'Norlandia')},QN0001,accept,Ana,2024-01-31,same law\n")
        file.write("succession,nothing:c1,nothing:c2,reject,Ana,2024-01-31,no such commitments\n")


def first_key(raw: Path, country: str) -> str:
    out = raw.parent / "kept"
    documents = pq.read_table(out / "documents.parquet").to_pylist()
    name = next(row["document_id"] for row in documents if row["source_path"].startswith(country))
    return f"{name}:c1"


@pytest.mark.parametrize(
    ("change", "most"),
    [
        pytest.param(add_document, 1, marks=pytest.mark.slow),
        (change_document, 1),
        pytest.param(copy_document, 3, marks=pytest.mark.slow),
        pytest.param(remove_document, 1, marks=pytest.mark.slow),
        pytest.param(correct_value, 1, marks=pytest.mark.slow),
        (decide_link, 3),
    ],
)
def test_a_changed_archive_gives_the_bytes_of_a_first_run(
    raw: Path, tmp_path: Path, made: list[DocumentGroup], change: Callable[[Path], None], most: int
) -> None:
    extract_folder(raw, tmp_path / "kept", workers=1)
    all_groups = len(made)
    change(raw)
    made.clear()
    extract_folder(raw, tmp_path / "kept", workers=1)
    assert 1 <= len(made) <= most < all_groups
    extract_folder(raw, tmp_path / "anew", workers=2, use_cache=False)
    assert content_of(tmp_path / "kept") == content_of(tmp_path / "anew")


@pytest.mark.parametrize("options", [{"include_contacts": False}, {"partition_by": ("country_code",)}])
@pytest.mark.slow
def test_options_hold_for_tables_of_an_earlier_run(raw: Path, tmp_path: Path, options: dict[str, object]) -> None:
    extract_folder(raw, tmp_path / "kept", workers=1)
    change_document(raw)
    extract_folder(raw, tmp_path / "kept", workers=1, **options)  # type: ignore[arg-type]
    extract_folder(raw, tmp_path / "anew", workers=1, use_cache=False, **options)  # type: ignore[arg-type]
    assert content_of(tmp_path / "kept") == content_of(tmp_path / "anew")


def test_damaged_and_missing_entries_are_made_again(raw: Path, tmp_path: Path) -> None:
    extract_folder(raw, tmp_path / "kept", workers=1)
    for place, path in enumerate(sorted((tmp_path / "cache").glob("*/??/*"))):
        if path.parts[-3] in {"results", "groups", "outlines"}:
            path.unlink() if place % 2 else path.write_bytes(path.read_bytes()[:-9])
    change_document(raw)
    extract_folder(raw, tmp_path / "kept", workers=1)
    extract_folder(raw, tmp_path / "anew", workers=1, use_cache=False)
    assert content_of(tmp_path / "kept") == content_of(tmp_path / "anew")
