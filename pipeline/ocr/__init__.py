"""OCR: the engines that are present, and what they read. The picture of a page goes in, words with places come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from pipeline.ocr import rapid, tesseract
from pipeline.ocr.words import Seen
from pipeline.runtime.limits import Ocr
from pipeline.schema.data import reference

if TYPE_CHECKING:
    from pipeline.ocr.picture import Grey

__all__ = ["Engine", "engine_for", "engines", "identity", "trust"]

Reading: TypeAlias = "Callable[[Grey, str, tuple[str, ...], int, float], list[Seen]]"


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine of OCR: whether it is `present`, the `languages` it has data for (ISO 639-1), how to `install` it.

    `version` distinguishes the results of two installations.
    """

    name: str
    present: bool
    languages: tuple[str, ...]
    version: str
    install: str
    read: Reading


LONG = 5
"""A word of so many letters is wider than high, unless its page lies on its side."""
INSTALL = "sudo apt install tesseract-ocr   or   pip install 'ogp-pipeline[ocr]'"
"""What to type where no engine is present."""


def engines() -> tuple[Engine, ...]:
    """Return every supported engine, installed or not, the preferred one first."""
    codes = tesseract.languages()
    known = tuple(sorted(iso for iso, code in languages().items() if code in codes))
    return (
        Engine(
            tesseract.NAME, bool(codes), known, tesseract.version(), "sudo apt install tesseract-ocr", _with_tesseract
        ),
        Engine(
            rapid.NAME, rapid.present(), rapid.LANGUAGES, rapid.version(), "pip install 'ogp-pipeline[ocr]'", rapid.read
        ),
    )


def languages() -> Mapping[str, str]:
    """Return ISO 639-1 -> Tesseract's name of a language."""
    found: Mapping[str, str] = reference("ocr")["languages"]
    return found


def engine_for(wanted: Ocr) -> Engine | None:
    """Return the engine to use, None where none is wanted or the wanted one is not present."""
    if wanted.engine == "never":
        return None
    return next((e for e in engines() if e.present and wanted.engine in {"auto", e.name}), None)


def identity(wanted: Ocr) -> str:
    """Return a text that is the same as long as OCR gives the same: engine, version, languages.

    >>> identity(Ocr("never"))
    'never'
    """
    engine = engine_for(wanted)
    if engine is None:
        return "never"
    return f"{engine.name} {engine.version} {','.join(engine.languages)} {','.join(wanted.languages)}"


def _with_tesseract(picture: Grey, layout: str, given: tuple[str, ...], dpi: int, seconds: float) -> list[Seen]:
    codes = tuple(languages().get(language, language) for language in given)
    have = tesseract.languages()
    return tesseract.read(picture, layout, tuple(code for code in codes if code in have), dpi, seconds)


def trust(words: Sequence[Seen]) -> float:
    """Return the mean confidence of words by their length; 0 for none, and for words that are on end.

    >>> trust([Seen("Open", (0, 0, 1, 1), 1, 1, 0.9), Seen("data", (0, 0, 1, 1), 1, 1, 0.5)])
    0.7
    """
    long = [word.box for word in words if len(word.text) >= LONG]
    if sum(bottom - top > x1 - x0 for x0, top, x1, bottom in long) * 2 > len(long):
        return 0.0
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def setting(name: str) -> Any:
    """Return one of the settings in `schemas/ocr.json`."""
    return reference("ocr")[name]
