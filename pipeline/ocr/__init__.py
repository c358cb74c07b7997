"""OCR: the engines that are present, and what they read. The picture of a page goes in, words with places come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from pipeline.ocr import rapid, tesseract
from pipeline.ocr.words import OcrWord
from pipeline.runtime.limits import Ocr
from pipeline.schema.data import load_data

if TYPE_CHECKING:
    from pipeline.ocr.picture import Grey

__all__ = ["OcrEngine", "compute_confidence", "describe_engine", "find_engine", "list_engines"]

ReadPicture: TypeAlias = "Callable[[Grey, str, tuple[str, ...], int, float], list[OcrWord]]"


@dataclass(frozen=True, slots=True)
class OcrEngine:
    """An engine of OCR: whether it is installed, the `languages` it has data for (ISO 639-1), and how to `install` it.

    `version` distinguishes the results of two installations.
    """

    name: str
    is_present: bool
    languages: tuple[str, ...]
    version: str
    install: str
    read: ReadPicture


LONG_WORD = 5
"""A word of so many letters is wider than high, unless its page lies on its side."""
INSTALL = "sudo apt install tesseract-ocr   or   pip install 'ogp-pipeline[ocr]'"
"""What to type where no engine is present."""


def list_engines() -> tuple[OcrEngine, ...]:
    """Return every supported engine, installed or not, the preferred one first."""
    codes = tesseract.list_languages()
    installed = tuple(sorted(iso for iso, code in load_languages().items() if code in codes))
    return (
        OcrEngine(
            tesseract.NAME,
            bool(codes),
            installed,
            tesseract.find_version(),
            "sudo apt install tesseract-ocr",
            _read_with_tesseract,
        ),
        OcrEngine(
            rapid.NAME,
            rapid.is_present(),
            rapid.LANGUAGES,
            rapid.find_version(),
            "pip install 'ogp-pipeline[ocr]'",
            rapid.read_picture,
        ),
    )


def load_languages() -> Mapping[str, str]:
    """Return ISO 639-1 -> Tesseract's name of a language."""
    codes_by_language: Mapping[str, str] = load_data("ocr")["languages"]
    return codes_by_language


def find_engine(ocr: Ocr) -> OcrEngine | None:
    """Return the engine to use, None where none is wanted or the wanted one is not present."""
    if ocr.engine == "never":
        return None
    return next((e for e in list_engines() if e.is_present and ocr.engine in {"auto", e.name}), None)


def describe_engine(ocr: Ocr) -> str:
    """Return a text that is the same as long as OCR gives the same: engine, version, languages.

    >>> describe_engine(Ocr("never"))
    'never'
    """
    engine = find_engine(ocr)
    if engine is None:
        return "never"
    return f"{engine.name} {engine.version} {','.join(engine.languages)} {','.join(ocr.languages)}"


def _read_with_tesseract(
    picture: Grey, layout: str, wanted: tuple[str, ...], dpi: int, seconds: float
) -> list[OcrWord]:
    codes = tuple(load_languages().get(language, language) for language in wanted)
    installed = tesseract.list_languages()
    return tesseract.read_picture(picture, layout, tuple(code for code in codes if code in installed), dpi, seconds)


def compute_confidence(words: Sequence[OcrWord]) -> float:
    """Return the mean confidence of words by their length; 0 for none, and for words that are on end.

    >>> compute_confidence([OcrWord("Open", (0, 0, 1, 1), 1, 1, 0.9), OcrWord("data", (0, 0, 1, 1), 1, 1, 0.5)])
    0.7
    """
    long = [word.box for word in words if len(word.text) >= LONG_WORD]
    if sum(bottom - top > x1 - x0 for x0, top, x1, bottom in long) * 2 > len(long):
        return 0.0
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def load_setting(name: str) -> Any:
    """Return one of the settings in `schemas/ocr.json`."""
    return load_data("ocr")[name]
