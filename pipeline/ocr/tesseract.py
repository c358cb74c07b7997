"""Tesseract: a system program that is looked up when needed and receives pictures on its standard input."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model.issues import ReadError
from pipeline.ocr.words import OcrWord
from pipeline.runtime.sandbox import allow_program

if TYPE_CHECKING:
    from pipeline.ocr.picture import Grey

NAME = "tesseract"
_HOCR = "{http://www.w3.org/1999/xhtml}"
_TITLE = re.compile(r"(bbox|baseline|x_size|x_wconf) ([-\d. ]{1,60})")
_SEGMENTATION = {"page": "3", "column": "6"}
"""How the text of a picture is laid out: as on a page, or in one column -> Tesseract's page segmentation mode."""
_LANGUAGE = re.compile(r"^[A-Za-z]{3,8}(?:_[A-Za-z]{2,8}){0,2}$")
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def find_program() -> Path | None:
    """Return where Tesseract is installed, None where it is not."""
    path = shutil.which("tesseract")
    return Path(path).resolve() if path else None


@cache
def list_languages() -> tuple[str, ...]:
    """Return the languages that Tesseract has data for, by its own codes; none where it is not installed.

    Call it before the process is confined: it asks the program.
    """
    path = find_program()
    if path is None:
        return ()
    with suppress(OSError, subprocess.SubprocessError):
        allow_program(path)
        command = [str(path), "--list-langs"]
        result = subprocess.run(command, capture_output=True, timeout=20, check=False)  # noqa: S603 - found on the PATH
        lines = result.stdout.decode("utf-8", "replace").splitlines()
        return tuple(sorted(line for line in map(str.strip, lines) if _LANGUAGE.match(line) and line != "osd"))
    return ()


def find_version() -> str:
    """Return what identifies this installation: the path of the program and its modification time."""
    path = find_program()
    return f"{path} {path.stat().st_mtime_ns}" if path else ""


def read_picture(picture: Grey, layout: str, codes: tuple[str, ...], dpi: int, seconds: float) -> list[OcrWord]:
    """Read a picture whose text is laid out as on a `page` or in one `column`; `codes` are Tesseract's languages.

    Raises `ReadError` with code `ocr-failed` where the program is gone, fails or takes longer than `seconds`.
    """
    path = find_program()
    if path is None:
        raise ReadError("ocr-failed", "Tesseract is no longer installed.")
    allow_program(path)
    height, width = picture.shape
    image = b"P5 %d %d 255\n" % (width, height) + picture.tobytes()
    command = [
        str(path),
        "stdin",
        "stdout",
        "--psm",
        _SEGMENTATION[layout],
        "--dpi",
        str(dpi),
        "-l",
        "+".join(codes or ("eng",)),
    ]
    command += ["-c", "tessedit_create_hocr=1"]
    try:
        result = subprocess.run(  # noqa: S603 - a fixed program, no shell, nothing of the document among its words
            command,
            input=image,
            capture_output=True,
            timeout=seconds,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            preexec_fn=_end_with_parent if os.name == "posix" else None,
        )
    except subprocess.TimeoutExpired as error:
        raise ReadError("ocr-failed", f"Tesseract took longer than {seconds:g} seconds.") from error
    except (OSError, subprocess.SubprocessError) as error:
        raise ReadError("ocr-failed", f"Tesseract failed ({type(error).__name__}).") from error
    return parse_hocr(result.stdout)


def _end_with_parent() -> None:
    """Have the system end Tesseract with the worker that called it."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def parse_hocr(hocr: bytes) -> list[OcrWord]:
    """Read the words of Tesseract's hOCR.

    >>> line = '<span class="ocr_line" title="bbox 0 0 90 30; baseline 0 -5; x_size 28">'
    >>> word = '<span class="ocrx_word" title="bbox 0 4 40 26; x_wconf 91">Open</span>'
    >>> parse_hocr(f'<html xmlns="http://www.w3.org/1999/xhtml">{line}{word}</span></html>'.encode())
    [OcrWord(text='Open', box=(0.0, 4.0, 40.0, 26.0), base=25.0, size=28.0, confidence=0.91)]
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    root = etree.fromstring(hocr, parser)
    words: list[OcrWord] = []
    for line in root.iter(f"{_HOCR}span") if root is not None else ():
        if not str(line.get("class", "")).startswith("ocr_"):
            continue
        facts = _parse_title(line.get("title", ""))
        for word in line.iter(f"{_HOCR}span"):
            text = "".join(word.itertext()).strip()
            if word.get("class") == "ocrx_word" and text:
                words.append(_make_word(text, _parse_title(word.get("title", "")), facts))
    return words


def _make_word(text: str, own: dict[str, list[float]], line: dict[str, list[float]]) -> OcrWord:
    x0, top, x1, bottom = own["bbox"]
    slope, offset = (*line.get("baseline", [0.0, 0.0]), 0.0)[:2]
    left, _, _, foot = line["bbox"]
    base = foot + offset + slope * ((x0 + x1) / 2 - left)
    size = line.get("x_size", [bottom - top])[0]
    return OcrWord(text, (x0, top, x1, bottom), base, size, own.get("x_wconf", [0.0])[0] / 100)


def _parse_title(title: str) -> dict[str, list[float]]:
    return {name: [float(number) for number in numbers.split()] for name, numbers in _TITLE.findall(title)}
