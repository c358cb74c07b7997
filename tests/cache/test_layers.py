"""What is kept holds exactly as long as what it depends on: bytes, reader, parsers, manifest; and no longer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import cache, extraction
from pipeline.cache import DiskCache, keys
from pipeline.catalog import catalog_folder
from pipeline.extraction import DocumentResult, extract_document, recall_document
from pipeline.model import Extraction, SourceDocument
from pipeline.runtime.limits import Limits
from tests.specimen_folder import RAW, copied


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache in which the specimens are."""
    folder = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OGP_CACHE", str(folder / "cache"))
        extract_all(copied(folder / "raw"))
    return folder / "cache"


@pytest.fixture
def raw(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OGP_CACHE", str(shutil.copytree(filled, tmp_path / "cache")))
    return copied(tmp_path / "raw")


def extract_all(raw: Path) -> dict[str, DocumentResult]:
    return {source.path: extract_document(raw, source, Limits(), DiskCache()) for source in sources(raw)}


def results(outcomes: dict[str, DocumentResult]) -> list[Extraction]:
    return [outcome.extraction for outcome in outcomes.values()]


def missed(outcomes: dict[str, DocumentResult], layer: str) -> set[str]:
    return {path for path, outcome in outcomes.items() if not outcome.cache_hits[layer]}


def forbid_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "read_or_fail", None)


def change_code(monkeypatch: pytest.MonkeyPatch, places: tuple[str, ...]) -> None:
    """Let the code of some folders be another from now on."""
    monkeypatch.setattr(
        keys,
        "source_digest",
        lambda folders, *schemas: "changed" if folders == places else cache.source_digest(folders, *schemas),
    )


def sources(raw: Path) -> tuple[SourceDocument, ...]:
    return catalog_folder(raw).documents


def test_a_second_look_finds_all_and_gives_the_same(raw: Path) -> None:
    shutil.rmtree(cache.cache_folder())
    first = extract_all(raw)
    assert all(not any(outcome.cache_hits.values()) for outcome in first.values())
    second = extract_all(raw)
    assert all(all(outcome.cache_hits.values()) for outcome in second.values())
    assert results(second) == results(first)
    assert [recall_document(one, Limits(), DiskCache()) is not None for one in sources(raw)] == [True] * len(first)


def test_a_changed_document_costs_itself(raw: Path) -> None:
    extract_all(raw)
    changed = next(raw.glob("*.txt"))
    changed.write_text(changed.read_text(encoding="utf-8") + "\nOne line more.\n", encoding="utf-8")
    assert missed(extract_all(raw), "read") == {changed.name}


def test_a_changed_parser_parses_all_and_reads_nothing(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = extract_all(raw)
    change_code(monkeypatch, keys.EXTRACTING)
    forbid_reading(monkeypatch)
    assert [recall_document(one, Limits(), DiskCache()) for one in sources(raw)] == [None] * len(first)
    second = extract_all(raw)
    assert missed(second, "results") == set(first)
    assert missed(second, "read") == set()
    assert results(second) == results(first)


def test_a_changed_reader_reads_all(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = extract_all(raw)
    change_code(monkeypatch, keys.READING)
    assert missed(extract_all(raw), "read") == set(first)


def test_what_the_manifest_says_of_a_document_needs_no_reading(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = extract_all(raw)
    forbid_reading(monkeypatch)
    page = replace(
        next(one for one in sources(raw) if one.path == "QN0003.html"), language="fr", url="https://a.example"
    )
    found = extract_document(raw, page, Limits(), DiskCache()).extraction
    assert (found.document["language"], found.document["source_url"]) == ("fr", "https://a.example")
    assert found.rows != ()
    assert results(extract_all(raw)) == results(first)


@pytest.mark.parametrize(
    "harm", ["emptied", *(pytest.param(harm, marks=pytest.mark.slow) for harm in ("cut", "turned"))]
)
def test_damaged_entries_are_made_anew(raw: Path, harm: str) -> None:
    first = extract_all(raw)
    entries = [path for layer in cache.LAYERS for path in (cache.cache_folder() / layer).glob("??/*")]
    for path in entries:
        data = path.read_bytes()
        turned = bytes([*data[:40], data[40] ^ 0xFF, *data[41:]])
        path.write_bytes({"emptied": b"", "cut": data[:-7], "turned": turned}[harm])
    second = extract_all(raw)
    assert all(not any(outcome.cache_hits.values()) for outcome in second.values())
    assert results(second) == results(first)
    assert all(all(outcome.cache_hits.values()) for outcome in extract_all(raw).values())


def test_a_file_that_changes_while_it_is_read_is_not_kept(raw: Path) -> None:
    shutil.rmtree(cache.cache_folder())
    source = next(one for one in sources(raw) if one.path == "QN0003.html")
    (raw / source.path).write_text("<html><body><p>Another page.</p></body></html>", encoding="utf-8")
    found = extract_document(raw, source, Limits(), DiskCache())
    assert [issue.code for issue in found.extraction.issues] == ["file-changed"]
    assert recall_document(source, Limits(), DiskCache()) is None


def test_a_failure_is_not_kept(raw: Path) -> None:
    (raw / "broken.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<<")
    assert extract_all(raw)["broken.pdf"].extraction.document["status"] == "failed"
    assert extract_all(raw)["broken.pdf"].cache_hits == {"read": False}


LOADED = """
import sys
seen = set()
sys.addaudithook(lambda event, args: seen.add(str(args[0])) if event == "open" else None)
from pathlib import Path
import pipeline
from pipeline.cache import keys
from pipeline.catalog import catalog_folder
from pipeline.extraction import extract_document
from pipeline.readers import READERS
from pipeline.readers.reading import read_document
from pipeline.schema.data import schema_folder as root
raw, package = Path(sys.argv[1]), Path(pipeline.__file__).parent
def loaded():
    modules = [Path(module.__file__) for name, module in sys.modules.items() if name.startswith("pipeline.")]
    return {path.relative_to(package).as_posix() for path in modules if path.name != "__init__.py"}
def schemas():
    return {Path(path).relative_to(root()).with_suffix("").as_posix() for path in seen if path.startswith(str(root()))}
def outside(names, places):
    return sorted(name for name in names if not any(name == place or name.startswith(place + "/") for place in places))
seen.clear()
before = loaded()
documents = catalog_folder(raw).documents
for source in documents:
    read_document(raw, source)
print(outside(loaded() - before, keys.READING), sorted(schemas() - set(keys.READING_SCHEMAS)))
for source in documents:
    extract_document(raw, source).extraction
print(outside(loaded() - before, (*keys.EXTRACTING, "cache", "catalog")))
"""


@pytest.mark.slow
def test_what_a_stage_loads_is_what_its_key_depends_on(tmp_path: Path) -> None:
    environment = {**os.environ, "OGP_CACHE": str(tmp_path)}
    command = [sys.executable, "-c", LOADED, str(RAW)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["[] []", "[]"], done.stdout + done.stderr
