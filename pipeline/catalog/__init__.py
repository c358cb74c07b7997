"""Catalogue the raw folder: every file with its hash, media type by content, and what `manifest.csv` says of it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.catalog.manifest import MANIFEST, Entry, composed, read_manifest
from pipeline.catalog.objects import Spool, shown
from pipeline.catalog.remembered import Memory, Remembered, settled, signature
from pipeline.files.media import UNKNOWN, media_type
from pipeline.model import SourceDocument
from pipeline.model.issues import Issue
from pipeline.overrides.decisions import OVERRIDES
from pipeline.storage import StorageError

Located = tuple[str | None, Issue]
"""An issue with the path of the file that it is about, relative to the raw folder."""

_CHUNK = 1 << 20

_PASSED_OVER = (".", "~$")
"""Beginnings of the names of hidden files and of the locks that Word leaves beside an open document."""

_LEFT_BY_SYSTEMS = frozenset({"Thumbs.db", "desktop.ini"})

_OURS = frozenset({MANIFEST, OVERRIDES})
"""Files at the root that speak of documents and links and are no documents themselves."""


_UNREAD = frozenset({"file-too-large", "unreadable-file", "unreadable-name"})
"""Codes of issues that leave a file without a row in `documents`: the run counts it as failed."""


class CatalogueError(Exception):
    """A raw folder that can't be used: missing, no folder, or empty."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The documents of a raw folder, sorted by path, and what is odd about the folder and its manifest.

    `memory` is what the next run may go by, `opened` how many files were opened, `refused` what is no document because
    it is too large to be fetched.
    """

    documents: tuple[SourceDocument, ...]
    issues: tuple[Located, ...] = ()
    memory: Memory = field(default_factory=dict)
    opened: int = 0
    refused: tuple[str, ...] = ()


def catalogue(raw: Path, memory: Memory | None = None, spool: Spool | None = None) -> Catalogue:
    """Catalogue a folder and those below it; raise `CatalogueError` where it is missing or holds no file.

    With a `spool` it is the prefix of an object store, whose objects are fetched into `raw`.

    Hidden files, the manifest and people's decisions are left out. Files with the same bytes are one document: the
    first by path. A file that is as `memory` has it is not opened.
    """
    memory, kept, opened = memory or {}, dict[str, Remembered](), 0
    files, issues = _files(raw) if spool is None else _objects(spool)
    manifest = read_manifest(raw)
    issues += [(MANIFEST, issue) for issue in manifest.issues]
    documents: dict[str, SourceDocument] = {}
    for path in files:
        entry = manifest.entries.get(composed(path))
        before = memory.get(path)
        facts = _facts(raw / path, before) if spool is None else spool.facts(path, before, _look)
        opened += facts is not memory.get(path)
        if isinstance(facts, Issue):
            issues.append((path, facts))
            continue
        kept[path] = facts
        found = _document(path, facts, entry)
        issues += [(path, issue) for issue in _mismatch(found, entry)]
        first = documents.setdefault(found.document_id, found)
        if first is not found:
            issues.append((path, _duplicate(first.path)))
    issues += [(path, _absent()) for path in sorted(manifest.entries.keys() - set(map(composed, files)))]
    remembered = {path: facts for path, facts in kept.items() if facts.signature}
    refused = tuple(str(path) for path, issue in issues if issue.code in _UNREAD)
    return Catalogue(tuple(documents.values()), tuple(issues), remembered, opened, refused)


def describe(file: Path) -> SourceDocument:
    """Catalogue one file, with what a manifest beside it says of it; raise `CatalogueError` where it can't be read."""
    entry = read_manifest(file.parent).entries.get(file.name)
    facts = _facts(file, None)
    if isinstance(facts, Issue):
        raise CatalogueError(f"{file}: {facts.message}")
    return _document(file.name, facts, entry)


def _files(raw: Path) -> tuple[list[str], list[Located]]:
    """Return the paths of the files, sorted, and the issues of what was left out."""
    if not raw.exists():
        raise CatalogueError(f"The raw folder {raw} does not exist. Create it and put documents into it.")
    if not raw.is_dir():
        raise CatalogueError(f"{raw} is no folder. Name the folder that holds the documents.")
    issues: list[Located] = []
    paths = sorted(_walk(raw, raw.resolve(), issues))
    if not paths:
        raise CatalogueError(f"The raw folder {raw} holds no document. Put PDF, DOCX, HTML, text or CSV files into it.")
    return paths, issues


def _objects(spool: Spool) -> tuple[list[str], list[Located]]:
    """Return the keys of an object store's documents, sorted, and the issues of what was left out."""
    try:
        files, issues = spool.files(lambda name: name.startswith(_PASSED_OVER) or name in _LEFT_BY_SYSTEMS, _OURS)
    except StorageError as error:
        raise CatalogueError(str(error)) from error
    if not files and not issues:
        raise CatalogueError(f"{spool.bucket} holds no document. Put PDF, DOCX, HTML, text or CSV files into it.")
    return files, issues


def _look(path: Path) -> tuple[str, int, str]:
    return *digest(path), media_type(path) or UNKNOWN


def _walk(raw: Path, root: Path, issues: list[Located]) -> Iterator[str]:
    def unreadable(error: OSError) -> None:
        issues.append((shown(_relative(raw, Path(str(error.filename)))), _unreadable(error)))

    for folder, folders, names in os.walk(raw, onerror=unreadable):
        here = Path(folder)
        for name in list(folders):
            if name.startswith("."):
                folders.remove(name)
            elif (here / name).is_symlink():
                # os.walk does not follow it; a loop or a second way to the same files would be of no use.
                issues.append((shown(_relative(raw, here / name)), _link("a link to a folder")))
        folders.sort()
        for name in names:
            path = _relative(raw, here / name)
            if name.startswith(_PASSED_OVER) or name in _LEFT_BY_SYSTEMS or path in _OURS:
                continue
            problem = _problem(here / name, path, root)
            if problem:
                issues.append((shown(path), problem))
            else:
                yield path


def _relative(raw: Path, path: Path) -> str:
    return path.relative_to(raw).as_posix() if path.is_relative_to(raw) else path.as_posix()


def _problem(path: Path, relative: str, root: Path) -> Issue | None:
    try:
        # Python gives names that are not UTF-8 with surrogates, which neither tables nor messages can hold.
        relative.encode()
        if stat.S_ISREG(path.lstat().st_mode):  # folders that are links were left out, so it lies within
            return None
        target = path.resolve(strict=True)
    except UnicodeEncodeError:
        message = "The name of the file, or of a folder that holds it, is not valid UTF-8. Rename it."
        return Issue("catalogue", "error", "unreadable-name", message)
    except (OSError, RuntimeError) as error:
        return _unreadable(error)
    if path.is_symlink() and not target.is_relative_to(root):
        return _link("a link that leaves the raw folder")
    if not target.is_file():
        return Issue("catalogue", "warning", "not-a-file", "This is neither a file nor a folder; it was left out.")
    return None


def _facts(path: Path, known: Remembered | None) -> Remembered | Issue:
    """Return a file's hash and media type; without a signature where a later change might not show in it."""
    try:
        before = path.stat()
        if known and known.signature == signature(before):
            return known
        sha256, size = digest(path)
        kind = media_type(path) or UNKNOWN
        after = path.stat()
    except OSError as error:
        return _unreadable(error)
    steady = signature(before) == signature(after) and settled(after) and size == after.st_size
    return Remembered(signature(after) if steady else (), sha256, kind, size)


def _document(path: str, file: Remembered, entry: Entry | None) -> SourceDocument:
    facts: Mapping[str, str | None] = entry.facts if entry else {}
    return SourceDocument(
        document_id=file.sha256[:16],
        path=path,
        sha256=file.sha256,
        media_type=file.media_type,
        size_bytes=file.size,
        url=facts.get("url"),
        retrieved_on=facts.get("retrieved_on"),
        licence=facts.get("licence"),
        country=facts.get("country"),
        plan=facts.get("plan"),
        language=facts.get("language"),
        report_format=facts.get("format"),
    )


def digest(path: Path) -> tuple[str, int]:
    """Return the SHA-256 of a file in hexadecimal digits and its size in bytes."""
    found, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
            size += len(chunk)
    return found.hexdigest(), size


def _mismatch(source: SourceDocument, entry: Entry | None) -> Iterator[Issue]:
    stated = entry.facts.get("sha256") if entry else None
    if stated and stated.lower() != source.sha256:
        message = (
            f"manifest.csv gives SHA-256 {stated[:16]}... but the file has {source.sha256[:16]}...: it changed since "
            "it was listed. Check the file and correct the manifest."
        )
        yield Issue("catalogue", "warning", "sha256-mismatch", message)


def _duplicate(first: str) -> Issue:
    message = f"This file has the same bytes as {first} and was read once, under that path."
    return Issue("catalogue", "info", "duplicate-file", message)


def _absent() -> Issue:
    message = "manifest.csv lists this file but it is not in the raw folder. Add the file or remove the line."
    return Issue("catalogue", "warning", "manifest-file-missing", message)


def _unreadable(error: Exception) -> Issue:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    message = f"The file can't be opened ({reason or error}). Check that it exists and may be read."
    return Issue("catalogue", "error", "unreadable-file", message)


def _link(what: str) -> Issue:
    return Issue(
        "catalogue", "warning", "link-refused", f"This is {what}; it was not followed. Copy the files instead."
    )
