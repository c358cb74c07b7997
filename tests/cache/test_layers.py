"""What is kept holds exactly as long as what it depends on: bytes, reader, parsers, manifest; and no longer."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import cache, cached_extraction
from pipeline.catalog import catalogue
from pipeline.model import Extraction, SourceDocument
from pipeline.parsers import registry
from pipeline.readers import READERS
from pipeline.runtime.limits import Limits
from tests.specimen_folder import RAW, copied


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "cache"))
    return copied(tmp_path / "raw")


def extracted(raw: Path) -> dict[str, cached_extraction.Outcome]:
    return {one.path: cached_extraction.extract(raw, Limits(), True, one) for one in catalogue(raw).documents}


def results(found: dict[str, cached_extraction.Outcome]) -> list[Extraction]:
    return [outcome.extraction for outcome in found.values()]


def missed(found: dict[str, cached_extraction.Outcome], layer: str) -> set[str]:
    return {path for path, outcome in found.items() if not outcome.found[layer]}


def change(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """Let a module's code be another from now on."""
    digest = cached_extraction._module_digest
    monkeypatch.setattr(cached_extraction, "_module_digest", lambda name: "changed" if name == module else digest(name))


def sources(raw: Path) -> tuple[SourceDocument, ...]:
    return catalogue(raw).documents


def test_a_second_look_finds_all_and_gives_the_same(raw: Path) -> None:
    first = extracted(raw)
    assert all(not any(outcome.found.values()) for outcome in first.values())
    second = extracted(raw)
    assert all(all(outcome.found.values()) for outcome in second.values())
    assert results(second) == results(first)
    assert [cached_extraction.recalled(one, Limits()) is not None for one in sources(raw)] == [True] * len(first)


def test_a_changed_document_costs_itself(raw: Path) -> None:
    extracted(raw)
    changed = next(raw.glob("*.txt"))
    changed.write_text(changed.read_text(encoding="utf-8") + "\nOne line more.\n", encoding="utf-8")
    assert missed(extracted(raw), "read") == {changed.name}


def test_a_changed_parser_parses_only_what_it_claims(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = extracted(raw)
    change(monkeypatch, "pipeline.parsers.website.commitment_page")
    monkeypatch.setattr(cached_extraction, "read_or_fail", None)  # nothing is read
    assert [cached_extraction.recalled(one, Limits()) for one in sources(raw)] == [None] * len(first)
    second = extracted(raw)
    assert missed(second, "claims") == set(first)
    assert missed(second, "parse") == {"QN0003.html"}
    assert results(second) == results(first)


def test_a_parser_that_claims_more_than_before_gets_it(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extracted(raw)
    page = next(parser for parser in registry.parsers() if parser.NAME == "commitment_page")
    monkeypatch.setattr(page, "identify", lambda document: None)
    change(monkeypatch, "pipeline.parsers.website.commitment_page")
    second = extracted(raw)
    assert second["QN0003.html"].extraction.document["report_format"] != "commitment_page"


def test_changed_normalisation_reads_nothing_anew(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = extracted(raw)
    monkeypatch.setattr(cached_extraction, "_normalize_digest", lambda: "changed")
    monkeypatch.setattr(cached_extraction, "read_or_fail", None)
    second = extracted(raw)
    assert missed(second, "parse") == set(first)
    assert missed(second, "claims") == set()
    assert results(second) == results(first)


def test_what_the_manifest_says_of_a_document_needs_no_reading(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = extracted(raw)
    monkeypatch.setattr(cached_extraction, "read_or_fail", None)
    page = replace(
        next(one for one in sources(raw) if one.path == "QN0003.html"), language="fr", url="https://a.example"
    )
    found = cached_extraction.extract(raw, Limits(), True, page).extraction
    assert (found.document["language"], found.document["source_url"]) == ("fr", "https://a.example")
    assert found.rows != ()
    assert results(extracted(raw)) == results(first)


@pytest.mark.parametrize("harm", ["emptied", "cut", "turned"])
def test_damaged_entries_are_made_anew(raw: Path, harm: str) -> None:
    first = extracted(raw)
    entries = [path for layer in cache.LAYERS for path in (cache.folder() / layer).glob("??/*")]
    for path in entries:
        data = path.read_bytes()
        turned = bytes([*data[:40], data[40] ^ 0xFF, *data[41:]])
        path.write_bytes({"emptied": b"", "cut": data[:-7], "turned": turned}[harm])
    second = extracted(raw)
    assert all(not any(outcome.found.values()) for outcome in second.values())
    assert results(second) == results(first)
    assert all(all(outcome.found.values()) for outcome in extracted(raw).values())


def test_a_file_that_changes_while_it_is_read_is_not_kept(raw: Path) -> None:
    source = next(one for one in sources(raw) if one.path == "QN0003.html")
    (raw / source.path).write_text("<html><body><p>Another page.</p></body></html>", encoding="utf-8")
    found = cached_extraction.extract(raw, Limits(), True, source)
    assert [issue.code for issue in found.extraction.issues] == ["file-changed"]
    assert cached_extraction.recalled(source, Limits()) is None


def test_a_failure_is_not_kept(raw: Path) -> None:
    (raw / "broken.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<<")
    assert extracted(raw)["broken.pdf"].extraction.document["status"] == "failed"
    assert extracted(raw)["broken.pdf"].found == {"read": False}


def test_a_schema_file_belongs_to_those_who_use_it() -> None:
    for media_type in READERS:
        used = cache.stands_on(*cached_extraction._reader(media_type), files=cached_extraction._READING)
        assert not {name for name in used if name.startswith(("schema:tables", "schema:codes", "schema:lexicon"))}
    assert "schema:tables/commitments" in cache.stands_on("pipeline.normalize")


LOADED = """
import sys
seen = set()
sys.addaudithook(lambda event, args: seen.add(str(args[0])) if event == "open" else None)
from pathlib import Path
from pipeline import cache, cached_extraction as kept
from pipeline.parsers import registry
from pipeline.catalog import catalogue
from pipeline.runtime.limits import Limits
from pipeline.schema.data import root
from pipeline.readers.reading import read_document
from pipeline.readers import READERS
raw = Path(sys.argv[1])
seen.clear()
before = set(sys.modules)
documents = [read_document(raw, source) for source in catalogue(raw).documents]
def used():
    opened = [Path(path).relative_to(root()) for path in seen if path.startswith(str(root()))]
    schemas = {f"schema:{path.with_suffix('')}" for path in opened}
    return schemas | {name for name in set(sys.modules) - before if name.startswith("pipeline.")}
print(*used() - {name for kind in READERS for name in cache.stands_on(*kept._reader(kind), files=kept._READING)})
seen.clear()
before = set(sys.modules)
for source in catalogue(raw).documents:
    kept.extract(raw, Limits(), False, source)
fallback = "pipeline.parsers.unrecognised_template"
known = {"pipeline.normalize", fallback, *(parser.__name__ for parser in registry.parsers())}
print(*used() - set(cache.stands_on(*known)))
"""


def test_what_is_loaded_is_what_a_stage_is_known_to_stand_on(tmp_path: Path) -> None:
    environment = {**os.environ, "OGP_CACHE": str(tmp_path)}
    command = [sys.executable, "-c", LOADED, str(RAW)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=300)
    assert done.stdout.splitlines() == ["", ""]
