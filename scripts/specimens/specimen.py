"""What a module of this package gives, and how the modules are found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

PACKAGE = "scripts.specimens"
RETRIEVED_ON = "2025-03-03"
"""The day in the manifest; fixed, because the clock must not reach the files."""


@dataclass(frozen=True, slots=True)
class Specimen:
    """One file for the raw folder: path relative to it, bytes, address, and what a reader should find in it.

    `expected` has the shape of a gold label file: document, commitments, milestones, comments, registry and so on.
    One that is `shown` stands in the raw folder; the others, further looks of a format, are fixtures of the tests.
    `look` names the template or layout where file kind and language do not tell it from its neighbours.
    """

    path: str
    content: bytes
    url: str
    expected: Mapping[str, Any] = field(default_factory=dict)
    language: str = "en"
    shown: bool = True
    look: str = ""

    @property
    def name(self) -> str:
        """Return the file name without its folders."""
        return self.path.rsplit("/", 1)[-1]


def all_specimens() -> list[Specimen]:
    """Return the specimens of every module that has a function `specimens`, sorted by path; raise if a path is twice.

    >>> paths = [specimen.path for specimen in all_specimens()]
    >>> paths == sorted(set(paths))
    True
    """
    found = sorted(_walk(), key=lambda specimen: specimen.path)
    paths = [specimen.path for specimen in found]
    twice = sorted({path for path in paths if paths.count(path) > 1})
    if twice:
        raise ValueError(f"two specimens have the same path: {', '.join(twice)}")
    return found


def _walk() -> Iterator[Specimen]:
    package = importlib.import_module(PACKAGE)
    for info in pkgutil.iter_modules(package.__path__):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{PACKAGE}.{info.name}")
        if hasattr(module, "specimens"):
            yield from module.specimens()
