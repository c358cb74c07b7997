"""Keys of the cache: a digest of everything that a result depends on, the code and data of a stage included."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pipeline.files.media import PDF
from pipeline.model import SourceDocument
from pipeline.ocr import describe_engine
from pipeline.parsers.registry import GROUP
from pipeline.runtime.limits import Limits, Ocr
from pipeline.schema.compiled import load_compiled
from pipeline.schema.data import schema_folder

DISTRIBUTION = "ogp-pipeline"
_PACKAGE = Path(__file__).parents[1]


@cache
def code_digest() -> str:
    """Return a digest of the package's own code, of the parsers that plugins add and of the schemas."""
    return hashlib.sha256(f"{source_digest(('.',))}\0{plugin_digest()}".encode()).hexdigest()


@cache
def source_digest(places: tuple[str, ...], schemas: tuple[str, ...] | None = None) -> str:
    """Return a digest of folders and modules of the package, of schema files (None: all), and of the libraries.

    A place is a path relative to the package; one that does not exist adds nothing.
    """
    code = sorted({path for place in places for path in _source_files(_PACKAGE / place)})
    data = (
        sorted(schema_folder().rglob("*.json"))
        if schemas is None
        else [schema_folder() / f"{name}.json" for name in schemas]
    )
    # Like Python, which compiles a module again when its time or size changes.
    status = [[str(path), found.st_mtime_ns, found.st_size] for path in (*code, *data) for found in (path.stat(),)]

    def compute() -> str:
        digest = hashlib.sha256(library_versions().encode())
        for folder, paths in ((_PACKAGE, code), (schema_folder(), data)):
            for path in paths:
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()

    name = hashlib.sha256(repr((places, schemas)).encode()).hexdigest()[:16]
    return load_compiled(f"digest{name}", [library_versions(), status], compute)


def _source_files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    else:
        yield from place.rglob("*.py")


@cache
def plugin_digest() -> str:
    """Return a digest of the parsers that other distributions add: name, version and code of their packages."""
    from importlib.metadata import entry_points

    digest = hashlib.sha256()
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        digest.update(f"{point.name}={point.value}@{point.dist.version if point.dist else ''}".encode())
        for path in _plugin_files(point.value.partition(":")[0]):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _plugin_files(module: str) -> list[Path]:
    """Return every module of the top-level package that a plugin's module belongs to."""
    try:
        spec = find_spec(module.partition(".")[0])
    except (ImportError, ValueError):
        return []
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    paths = sorted(path for place in places for path in place.rglob("*.py"))
    return [Path(spec.origin)] if spec and spec.origin and not paths else paths


@cache
def library_versions() -> str:
    """Return the versions of Python and of the libraries that the package requires, one a line."""
    folders = [[folder, Path(folder).stat().st_mtime_ns] for folder in sys.path if Path(folder).is_dir()]
    return load_compiled("libraries", [sys.version, folders], _list_libraries)


def _list_libraries() -> str:
    from importlib.metadata import PackageNotFoundError, requires

    try:
        required = [requirement for requirement in requires(DISTRIBUTION) or () if "extra ==" not in requirement]
    except PackageNotFoundError:  # run from a checkout without an installation
        required = []
    names = sorted(_distribution_name(requirement) for requirement in required)
    return "\n".join([f"python {sys.version_info[:3]}", *(f"{name} {_installed_version(name)}" for name in names)])


def _distribution_name(requirement: str) -> str:
    """Return the name in a requirement.

    >>> _distribution_name("spacy<3.9,>=3.8")
    'spacy'
    """
    return next(
        (requirement[:at] for at, letter in enumerate(requirement) if not (letter.isalnum() or letter in "-_.")),
        requirement,
    )


def _installed_version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


READING = (
    *("files", "model", "ocr", "readers", "runtime", "schema/data.py"),
    *("lexicon/language.py", "lexicon/text_folding.py", "structure/lines.py"),
)
"""Folders and modules of the package whose code decides how a document is read."""

READING_SCHEMAS = ("chrome", "languages", "legibility", "letters", "ocr", "scans", "symbols")
"""Schema files that reading uses; `tests/cache/test_layers.py` compares both lists with what is loaded in fact."""

EXTRACTING = (*READING, "extraction.py", "identify", "lexicon", "normalize", "parsers", "schema", "structure")
"""Folders whose code decides what a document gives; all schema files count."""


def document_key(source: SourceDocument, limits: Limits, describe: Callable[[Ocr], str] = describe_engine) -> str:
    """Return the key of a document as read: its bytes, the limits on its content, OCR, and the code that reads."""
    # A document that exceeds time or memory fails, and that failure is not cached: these limits are no part of the key.
    caps = (limits.size, limits.pages, limits.cells, describe(limits.ocr) if source.media_type == PDF else "")
    return _schema_digest("read", source.sha256, source.media_type, caps, source_digest(READING, READING_SCHEMAS))


def result_key(source: SourceDocument, limits: Limits, describe: Callable[[Ocr], str] = describe_engine) -> str:
    """Return the key of what a document gives: the document as read, what the manifest says of it, and all code."""
    return _schema_digest(
        "results", document_key(source, limits, describe), source, source_digest(EXTRACTING), plugin_digest()
    )


def take_digests() -> None:
    """Compute the digests of the code as it is now.

    A process stores what it makes under the digest of the code that it has loaded, even if a file is edited later.
    """
    source_digest(READING, READING_SCHEMAS)
    source_digest(EXTRACTING)
    plugin_digest()


def _schema_digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()
