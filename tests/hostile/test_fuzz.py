"""A short run of the fuzzer: damaged specimens of every format give typed issues, never a crash."""

from __future__ import annotations

import pytest

from scripts.fuzz.targets import DAMAGE, damaged_file, targets

INPUTS = [bytes([number]) for number in range(6)]


@pytest.mark.slow
@pytest.mark.parametrize("kind", DAMAGE)
def test_damaged_documents_fail_with_typed_issues(kind: str) -> None:
    for data in INPUTS:
        targets()[f"damage-{kind}"](data)


@pytest.mark.parametrize("kind", DAMAGE)
def test_an_input_stands_for_the_same_damage_each_time(kind: str) -> None:
    assert [damaged_file(kind, data) for data in INPUTS] == [damaged_file(kind, data) for data in INPUTS]
    assert len({damaged_file(kind, data) for data in INPUTS}) > 3
