"""No regular expression of the package is superlinear on text that a document may hold."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import pipeline

AnyPattern = re.Pattern[str] | re.Pattern[bytes]

PIECES = ("a", " ", "1", "\n", "a ", "1,", "a-", " 1", "a, ", "1.")
"""What adversarial texts are made of: one piece many times, then something that breaks the match off."""

END = "!"
SHORT, LONG = 1500, 6000
WORTH_COMPARING = 0.02
"""CPU seconds for the long text below which no pattern is quadratic: 18 million steps take twice as long at least."""

STEEPEST = 9.0
"""Growth from the short to the long text, four times as long: linear is 4, quadratic 16."""

TRIES = 6
"""A busy machine distorts single measurements; a quadratic pattern is steep in all of them."""


def source_of(module: str) -> str:
    return Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8")


@cache
def sources() -> dict[str, str]:
    """Return the text of every module by its name."""
    found = pkgutil.walk_packages(pipeline.__path__, "pipeline.")
    return {info.name: source_of(info.name) for info in found if not info.name.endswith("__main__")}


def is_searched(module: str, name: str) -> bool:
    """Say whether code looks for the pattern at every place of a text, not at its beginning alone."""
    scanning = re.compile(rf"\b{re.escape(name)}\.(?:search|finditer|findall|sub|subn|split)\(")
    readers = [module] if name.startswith("_") else sources()
    return any(scanning.search(sources()[reader]) for reader in readers)


def patterns() -> Iterator[tuple[str, AnyPattern, bool]]:
    """Yield each pattern of a module once, with its name and whether texts are searched for it.

    A pattern of a list is called by another name, and so counts as one that is.
    """
    seen: set[int] = set()
    for module in sources():
        for name, value in sorted(vars(importlib.import_module(module)).items()):
            members = value if isinstance(value, tuple | list) else [value]
            for pattern in (member for member in members if isinstance(member, re.Pattern)):
                if id(pattern) not in seen:
                    seen.add(id(pattern))
                    yield f"{module}.{name}", pattern, members is value or is_searched(module, name)


def cpu_seconds(pattern: AnyPattern, text: str, searched: bool) -> float:
    given = text if isinstance(pattern.pattern, str) else text.encode()
    started = time.process_time()
    if searched:
        for _ in pattern.finditer(given):  # type: ignore[arg-type]
            pass
    pattern.match(given)  # type: ignore[arg-type]
    pattern.fullmatch(given)  # type: ignore[arg-type]
    return time.process_time() - started


def is_superlinear(pattern: AnyPattern, piece: str, searched: bool) -> bool:
    short, long = (piece * (length // len(piece)) + END for length in (SHORT, LONG))
    for _ in range(TRIES):
        needed = cpu_seconds(pattern, long, searched)
        if needed < WORTH_COMPARING or needed < STEEPEST * cpu_seconds(pattern, short, searched):
            return False
    return True


def test_patterns_are_linear() -> None:
    found = list(patterns())
    assert len(found) > 50
    steep = [
        f"{name} on {piece!r}"
        for name, pattern, searched in found
        for piece in PIECES
        if is_superlinear(pattern, piece, searched)
    ]
    assert steep == []


@pytest.mark.parametrize(
    ("expression", "piece"), [(r"\w+\s*=", "a"), pytest.param(r"\s+$", " ", marks=pytest.mark.slow)]
)
def test_the_check_knows_a_quadratic_pattern(expression: str, piece: str) -> None:
    assert is_superlinear(re.compile(expression), piece, searched=True)
    assert not is_superlinear(re.compile(r"\w+="), piece, searched=False)
