"""A short run of the fuzzer: damaged specimens of every format give typed issues, never a crash."""

from __future__ import annotations

import pytest

from scripts.fuzz.targets import DAMAGE, list_targets, make_damaged_file

INPUTS = [bytes([number]) for number in range(6)]


@pytest.mark.slow
@pytest.mark.parametrize("kind", DAMAGE)
def test_damaged_documents_fail_with_typed_issues(kind: str) -> None:
    for data in INPUTS:
        list_targets()[f"damage-{kind}"](data)


@pytest.mark.parametrize("kind", DAMAGE)
def test_an_input_stands_for_the_same_damage_each_time(kind: str) -> None:
    assert [make_damaged_file(kind, data) for data in INPUTS] == [make_damaged_file(kind, data) for data in INPUTS]
    assert len({make_damaged_file(kind, data) for data in INPUTS}) > 3
