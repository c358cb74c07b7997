"""Targets of the guided fuzzer: what they found once, and a short run of each, with atheris where it is installed."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import pytest

from pipeline.parsers.registry import Parser, all_parsers
from scripts.fuzz.guided import fuzz_each
from scripts.fuzz.targets import iterate_seeds, list_targets
from tests.building import document, paragraph, table

TARGETS = list_targets()
FOUND = Path(__file__).parent / "found.txt"
"""Inputs that once ended badly, a line each: target, bytes in hexadecimal digits."""

CASES = [line.split() for line in FOUND.read_text(encoding="ascii").splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.slow
def test_what_a_target_begins_with_is_foreseen(name: str) -> None:
    for seed in list(iterate_seeds(name))[:3]:
        TARGETS[name](seed)


@pytest.mark.parametrize(("name", "data"), CASES, ids=[f"{name}-{data[:8]}" for name, data in CASES])
@pytest.mark.slow
def test_what_was_found_is_mended(name: str, data: str) -> None:
    TARGETS[name](bytes.fromhex(data))


@pytest.mark.parametrize("name", [name for name in TARGETS if name.startswith("parse-")])
@pytest.mark.slow
def test_parsers_stand_any_document(name: str) -> None:
    chance = random.Random(name)
    for _ in range(4):
        TARGETS[name](chance.randbytes(40))


@pytest.mark.parametrize("parser", all_parsers(), ids=lambda parser: parser.NAME)
def test_parsers_stand_a_document_that_they_would_not_claim(parser: Parser) -> None:
    # A manifest may name the format of any document.
    for blocks in ((), (paragraph("Dear colleagues,"),), (table(("a", "b"), ("", "")),)):
        assert not [record for record in parser.parse(document(*blocks)).records if record.table == "commitments"]


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this system")
@pytest.mark.slow
def test_guided_fuzzing_runs(tmp_path: Path) -> None:
    assert fuzz_each(["normalize", "read-csv"], 2, tmp_path / "found") == 0
