"""No regular expression of the package is superlinear on text that a document may hold."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline

PIECES = ("a", " ", "1", "\n", "a ", "1,", "a-", " 1", "a, ", "1.")
"""What adversarial texts are made of: one piece many times, then something that breaks the match off."""

ENDS = ("!",)

SHORT, LONG = 3000, 12000
SLOW = 0.2
"""Seconds for the long text below which growth is of no account."""

MOST = 9.0
"""Growth of time from the short to the long text, four times as long: linear is 4, quadratic 16."""


SOURCE = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(pipeline.__file__).parent.rglob("*.py")))


def is_scanned_with(name: str) -> bool:
    """Say whether any code looks for the pattern at every place of a text, not at its beginning alone.

    A pattern of a list is called by another name, and so counts as one that is.
    """
    bare, _, place = name.rpartition(".")[2].partition("[")
    scanning = rf"\b{re.escape(bare)}\.(?:search|finditer|findall|sub|subn|split)\("
    return place != "0]" or re.search(scanning, SOURCE) is not None


def patterns() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    for found in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if found.name.endswith("__main__"):
            continue
        module = importlib.import_module(found.name)
        for name, value in sorted(vars(module).items()):
            for place, pattern in enumerate(value if isinstance(value, tuple | list) else [value]):
                if isinstance(pattern, re.Pattern):
                    yield f"{found.name}.{name}[{place}]", pattern


def seconds(pattern: re.Pattern[str] | re.Pattern[bytes], text: str, scan: bool) -> float:
    given = text if isinstance(pattern.pattern, str) else text.encode()
    best = float("inf")
    for _ in range(2):
        started = time.process_time()
        if scan:
            for _ in pattern.finditer(given):  # type: ignore[arg-type]
                pass
        pattern.match(given)  # type: ignore[arg-type]
        pattern.fullmatch(given)  # type: ignore[arg-type]
        best = min(best, time.process_time() - started)
        if best < SLOW:
            break
    return best


def superlinear(pattern: re.Pattern[str] | re.Pattern[bytes], scan: bool = True) -> list[str]:
    found = []
    for piece in PIECES:
        for end in ENDS:
            long = seconds(pattern, piece * (LONG // len(piece)) + end, scan)
            if long > SLOW and long > MOST * seconds(pattern, piece * (SHORT // len(piece)) + end, scan):
                found.append(f"{piece!r} with {end!r}: {long:.2f} s")
    return found


UNIQUE = {id(pattern): (name, pattern) for name, pattern in patterns()}


@pytest.mark.parametrize(("name", "pattern"), UNIQUE.values(), ids=[name for name, _ in UNIQUE.values()])
def test_pattern_is_linear(name: str, pattern: re.Pattern[str] | re.Pattern[bytes]) -> None:
    assert superlinear(pattern, is_scanned_with(name)) == []


def test_there_are_patterns_and_the_check_tells_a_bad_one() -> None:
    assert len(UNIQUE) > 50
    assert superlinear(re.compile(r"\w+\s*=")) != []
