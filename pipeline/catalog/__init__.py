"""Catalog the raw folder: every file with hash, media type by content, and what `manifest.csv` says of it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.catalog.manifest import MANIFEST, ManifestEntry, normalize_unicode, read_manifest
from pipeline.catalog.objects import (
    FileRecord,
    FileRecords,
    Spool,
    escape_control_characters,
    file_signature,
    is_settled,
)
from pipeline.files.media import UNKNOWN, detect_media_type
from pipeline.model import SourceDocument
from pipeline.model.issues import Issue
from pipeline.overrides.decisions import OVERRIDES
from pipeline.storage import StorageError

Located = tuple[str | None, Issue]
"""An issue with the path of the file that it is about, relative to the raw folder."""

_SKIPPED_PREFIXES = (".", "~$")
"""Prefixes of hidden files and of the lock files that Word creates next to an open document."""

_SYSTEM_FILES = frozenset({"Thumbs.db", "desktop.ini"})

_OWN_FILES = frozenset({MANIFEST, OVERRIDES})
"""Files at the root that speak of documents and links and are no documents themselves."""


_UNREAD = frozenset({"file-too-large", "unreadable-file", "unreadable-name"})
"""Codes of issues that leave a file without a row in `documents`: the run counts it as failed."""


_ADVICE = "Put PDF, DOCX, HTML, text, CSV or XLSX files into it."


class CatalogError(Exception):
    """A raw folder that can't be used: missing, not a folder, or empty."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """The documents of a raw folder, sorted by path, and the issues of the folder and its manifest.

    `file_records` let the next run skip unchanged files. `opened_count` is the number of files that were opened.
    `refused_paths` are objects that were too large to be fetched.
    """

    documents: tuple[SourceDocument, ...]
    issues: tuple[Located, ...] = ()
    file_records: FileRecords = field(default_factory=dict)
    opened_count: int = 0
    refused_paths: tuple[str, ...] = ()


def catalog_folder(
    raw: Path, known_files: FileRecords | None = None, spool: Spool | None = None, only: str | None = None
) -> Catalog:
    """Catalog a folder recursively; raise `CatalogError` if it is missing or has no file.

    With a `spool`, the documents are objects of a bucket and are fetched into `raw`. Hidden files, the manifest and
    override files are left out. Files with the same bytes are one document, under the first path. A file that is
    unchanged since `memory` was recorded is not opened. With `only`, the file of that name in `raw` is the whole
    catalog.
    """
    known_files, records, opened = known_files or {}, dict[str, FileRecord](), 0
    files, issues = _list_objects(spool) if spool else ([only], []) if only else _list_files(raw)
    manifest = read_manifest(raw)
    issues += [(MANIFEST, issue) for issue in manifest.issues]
    documents: dict[str, SourceDocument] = {}
    for path in files:
        entry = manifest.entries.get(normalize_unicode(path))
        before = known_files.get(path)
        facts = _file_facts(raw / path, before) if spool is None else spool.inspect(path, before, _inspect)
        opened += facts is not known_files.get(path)
        if isinstance(facts, Issue):
            issues.append((path, facts))
            continue
        records[path] = facts
        document = _build_document(path, facts, entry)
        issues += [(path, issue) for issue in _check_stated_hash(document, entry)]
        first = documents.setdefault(document.document_id, document)
        if first is not document:
            issues.append((path, _duplicate_issue(first.path)))
    issues += [
        (path, _missing_file_issue())
        for path in sorted(manifest.entries.keys() - set(map(normalize_unicode, files)))
        if not only
    ]
    stable_records = {path: facts for path, facts in records.items() if facts.signature}
    refused = tuple(str(path) for path, issue in issues if issue.code in _UNREAD)
    return Catalog(tuple(documents.values()), tuple(issues), stable_records, opened, refused)


def describe_file(file: Path) -> SourceDocument:
    """Catalog one file, using a manifest next to it; raise `CatalogError` if it can't be read."""
    entry = read_manifest(file.parent).entries.get(file.name)
    facts = _file_facts(file, None)
    if isinstance(facts, Issue):
        raise CatalogError(f"{file}: {facts.message}")
    return _build_document(file.name, facts, entry)


def _list_files(raw: Path) -> tuple[list[str], list[Located]]:
    """Return the paths of the files, sorted, and the issues of what was left out."""
    if not raw.exists():
        raise CatalogError(f"The raw folder {raw} does not exist. Create it and put documents into it.")
    if not raw.is_dir():
        raise CatalogError(f"{raw} is neither a folder nor a file that can be read.")
    issues: list[Located] = []
    paths = sorted(_walk_folder(raw, raw.resolve(), issues))
    if not paths:
        raise CatalogError(
            f"The raw folder {raw} holds no document. Put PDF, DOCX, HTML, text, CSV or XLSX files into it."
        )
    return paths, issues


def _list_objects(spool: Spool) -> tuple[list[str], list[Located]]:
    """Return the keys of documents in a bucket, sorted, and the issues of what was left out."""
    try:
        files, issues = spool.list_documents(
            lambda name: name.startswith(_SKIPPED_PREFIXES) or name in _SYSTEM_FILES, _OWN_FILES
        )
    except StorageError as error:
        raise CatalogError(str(error)) from error
    if not files and not issues:
        raise CatalogError(f"{spool.bucket} holds no document. {_ADVICE}")
    return files, issues


def _inspect(path: Path) -> tuple[str, int, str]:
    return *hash_file(path), detect_media_type(path) or UNKNOWN


def _walk_folder(raw: Path, root: Path, issues: list[Located]) -> Iterator[str]:
    def unreadable(error: OSError) -> None:
        issues.append(
            (escape_control_characters(_relative_path(raw, Path(str(error.filename)))), _unreadable_issue(error))
        )

    for folder, folders, names in os.walk(raw, onerror=unreadable):
        here = Path(folder)
        for name in list(folders):
            if name.startswith("."):
                folders.remove(name)
            elif (here / name).is_symlink():
                # os.walk does not follow links: they may form a loop or list the same files twice.
                issues.append(
                    (escape_control_characters(_relative_path(raw, here / name)), _link_issue("a link to a folder"))
                )
        folders.sort()
        for name in names:
            path = _relative_path(raw, here / name)
            if name.startswith(_SKIPPED_PREFIXES) or name in _SYSTEM_FILES or path in _OWN_FILES:
                continue
            problem = _find_problem(here / name, path, root)
            if problem:
                issues.append((escape_control_characters(path), problem))
            else:
                yield path


def _relative_path(raw: Path, path: Path) -> str:
    return path.relative_to(raw).as_posix() if path.is_relative_to(raw) else path.as_posix()


def _find_problem(path: Path, relative: str, root: Path) -> Issue | None:
    try:
        # Python gives names that are not UTF-8 with surrogates, which neither tables nor messages can hold.
        relative.encode()
        if stat.S_ISREG(path.lstat().st_mode):  # links to folders were left out, so the file is inside the raw folder
            return None
        target = path.resolve(strict=True)
    except UnicodeEncodeError:
        message = "The name of the file, or of a folder that holds it, is not valid UTF-8. Rename it."
        return Issue("catalogue", "error", "unreadable-name", message)
    except (OSError, RuntimeError) as error:
        return _unreadable_issue(error)
    if path.is_symlink() and not target.is_relative_to(root):
        return _link_issue("a link that leaves the raw folder")
    if not target.is_file():
        return Issue("catalogue", "warning", "not-a-file", "This is neither a file nor a folder; it was left out.")
    return None


def _file_facts(path: Path, known: FileRecord | None) -> FileRecord | Issue:
    """Return a file's hash and media type. The signature is empty if a later change might not show in it."""
    try:
        before = path.stat()
        if known and known.signature == file_signature(before):
            return known
        sha256, size = hash_file(path)
        detected_type = detect_media_type(path) or UNKNOWN
        after = path.stat()
    except OSError as error:
        return _unreadable_issue(error)
    is_stable = file_signature(before) == file_signature(after) and is_settled(after) and size == after.st_size
    return FileRecord(file_signature(after) if is_stable else (), sha256, detected_type, size)


def _build_document(path: str, file: FileRecord, entry: ManifestEntry | None) -> SourceDocument:
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


def hash_file(path: Path) -> tuple[str, int]:
    """Return the SHA-256 of a file in hexadecimal and its size in bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell()


def _check_stated_hash(source: SourceDocument, entry: ManifestEntry | None) -> Iterator[Issue]:
    stated = entry.facts.get("sha256") if entry else None
    if stated and stated.lower() != source.sha256:
        message = (
            f"manifest.csv gives SHA-256 {stated[:16]}... but the file has {source.sha256[:16]}...: it changed since "
            "it was listed. Check the file and correct the manifest."
        )
        yield Issue("catalogue", "warning", "sha256-mismatch", message)


def _duplicate_issue(first: str) -> Issue:
    message = f"This file has the same bytes as {first} and was read once, under that path."
    return Issue("catalogue", "info", "duplicate-file", message)


def _missing_file_issue() -> Issue:
    message = "manifest.csv lists this file but it is not in the raw folder. Add the file or remove the line."
    return Issue("catalogue", "warning", "manifest-file-missing", message)


def _unreadable_issue(error: Exception) -> Issue:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    message = f"The file can't be opened ({reason or error}). Check that it exists and may be read."
    return Issue("catalogue", "error", "unreadable-file", message)


def _link_issue(description: str) -> Issue:
    return Issue(
        "catalogue", "warning", "link-refused", f"This is {description}; it was not followed. Copy the files instead."
    )
