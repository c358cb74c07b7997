"""Compiled reference data is built once, again after a change or damage, and never needs its folder."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from pipeline.schema import compiled

SOURCE = {"words": ["a", "b"]}


class Builder:
    """Counts how often something is built."""

    def __init__(self, value: object) -> None:
        self.value, self.calls = value, 0

    def __call__(self) -> object:
        self.calls += 1
        return self.value


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(compiled, "_compiled_folder", lambda: tmp_path)
    return tmp_path


def test_the_same_source_is_built_once(folder: Path) -> None:
    first, second = Builder([1, 2]), Builder("never built")
    assert compiled.load_compiled("thing", SOURCE, first) == [1, 2]
    assert compiled.load_compiled("thing", SOURCE, second) == [1, 2]
    assert (first.calls, second.calls) == (1, 0)


def test_another_source_is_built_and_the_older_file_goes(folder: Path) -> None:
    compiled.load_compiled("thing", SOURCE, Builder(1))
    assert compiled.load_compiled("thing", {"words": ["a"]}, Builder(2)) == 2
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"short", bytes(200)])
def test_a_damaged_file_is_built_again(folder: Path, damage: bytes) -> None:
    compiled.load_compiled("thing", SOURCE, Builder([1]))
    (path,) = folder.iterdir()
    path.write_bytes(damage)
    again = Builder([1])
    assert compiled.load_compiled("thing", SOURCE, again) == [1]
    assert again.calls == 1
    assert compiled.load_compiled("thing", SOURCE, Builder("never")) == [1]


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(compiled, "_compiled_folder", lambda: tmp_path / "file")
    assert compiled.load_compiled("thing", SOURCE, Builder([1])) == [1]
    assert bytes(compiled.map_compiled("bytes", SOURCE, lambda: b"abc")) == b"abc"


@pytest.mark.parametrize("damage", [b"", b"abcd", b"xbc1234", bytes(8)])
def test_mapped_bytes_are_checked(folder: Path, damage: bytes) -> None:
    assert bytes(compiled.map_compiled("bytes", SOURCE, lambda: b"abc")) == b"abc"
    (path,) = folder.iterdir()
    path.write_bytes(damage)
    assert bytes(compiled.map_compiled("bytes", SOURCE, lambda: b"abc")) == b"abc"


def test_arrays_are_mapped_with_their_types_and_shapes(folder: Path) -> None:
    made = {"words": np.array(["a", "bc"]), "table": np.arange(6, dtype=np.float16).reshape(2, 3), "none": np.zeros(0)}
    first = compiled.map_arrays("arrays", SOURCE, lambda: made)
    again = compiled.map_arrays("arrays", SOURCE, lambda: {})
    for arrays in (first, again):
        assert arrays.keys() == made.keys()
        for name, array in made.items():
            assert arrays[name].dtype == array.dtype
            assert arrays[name].tolist() == array.tolist()
    assert not again["table"].flags.writeable


def test_a_pattern_is_compiled_once_and_finds_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, flags = r"(?P<day>\d{1,2}) (may|ju(?:ne|ly))(?! 19)|x(?-i:Y)", re.IGNORECASE
    plain = re.compile(text, flags)
    assert compiled.compile_pattern("date", text, flags) == plain
    monkeypatch.setattr(compiled, "_compile_program", lambda *_: pytest.fail("compiled again"))
    again = compiled.compile_pattern("date", text, flags)
    said = "On 3 May, 14 JULY 19, xY, xy"
    assert [(m.span(), m.groupdict()) for m in again.finditer(said)] == [
        (m.span(), m.groupdict()) for m in plain.finditer(said)
    ]
    assert again.groupindex == plain.groupindex


def test_a_program_that_python_does_not_take_is_compiled_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_compile_program", lambda *_: (0, [1_000_000], 0, {}, (None,)))
    assert compiled.compile_pattern("date", "may").search("in may")
