"""Download one file: conditionally, resuming an interrupted part, and atomically."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from pipeline.fetch.client import PoliteClient
from pipeline.fetch.rules import RefusedError, Rules

NOT_MODIFIED, PARTIAL, OK, UNSATISFIABLE = 304, 206, 200, 416
_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/(?:[0-9]{1,15}|\*)")


class InterruptedDownloadError(Exception):
    """The download was interrupted or the server is busy: a retry may help, after at least `after` seconds."""

    def __init__(self, message: str, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


@dataclass(frozen=True, slots=True)
class FileState:
    """The state of a downloaded file: address, the server's ETag and date for it, and its hash."""

    url: str
    etag: str | None = None
    modified: str | None = None
    sha256: str | None = None


def part_path(target: Path) -> Path:
    """Return the hidden file with the part of a file downloaded so far."""
    return target.with_name(f".{target.name}.part")


def download(asker: PoliteClient, url: str, target: Path, known: FileState | None) -> FileState | None:
    """Download a file into its part file and return its state; None if it is unchanged.

    Raises `InterruptedDownloadError` if a retry may help (the part is kept and continued), else `RefusedError`.
    """
    partial = _resumable_state(target, url)
    offset = part_path(target).stat().st_size if partial else 0
    headers = _request_headers(known if not offset else None, partial, offset)
    with asker.get(url, headers) as answer:
        if answer.status_code == NOT_MODIFIED:
            return None
        if answer.status_code == UNSATISFIABLE and offset:
            delete_part(target)
            raise InterruptedDownloadError("the downloaded part is no longer valid")
        _check_status(answer)
        state = FileState(url, answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
        offset = _start_offset(answer, offset)
        _save_part_state(target, state)
        _receive(answer, target, offset, asker.rules)
    return state


def _request_headers(known: FileState | None, partial: FileState | None, offset: int) -> dict[str, str]:
    if partial and offset:
        return {"Range": f"bytes={offset}-", "If-Range": str(partial.etag or partial.modified)}
    headers = {}
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.modified:
        headers["If-Modified-Since"] = known.modified
    return headers


def _check_status(answer: httpx.Response) -> None:
    if answer.status_code in (OK, PARTIAL):
        if (coding := answer.headers.get("Content-Encoding", "identity")) != "identity":
            raise RefusedError(f"the answer is packed ({coding}), which was not asked for")
        return
    message = f"the server answers {answer.status_code} {answer.reason_phrase}"
    if answer.status_code in (408, 425, 429) or answer.status_code >= 500:
        raise InterruptedDownloadError(message, _parse_retry_after(answer.headers.get("Retry-After")))
    raise RefusedError(message)


def _parse_retry_after(text: str | None) -> float:
    return float(min(int(text), 120)) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0.0


def _start_offset(answer: httpx.Response, done: int) -> int:
    """Return the offset of the first byte in the response."""
    if answer.status_code != PARTIAL:
        return 0
    match = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if not match or int(match[1]) != done:
        raise InterruptedDownloadError("the server continues at another position than requested")
    return done


def _receive(answer: httpx.Response, target: Path, done: int, rules: Rules) -> None:
    length = answer.headers.get("Content-Length", "")
    whole = done + int(length) if length.isascii() and length.isdigit() else None
    if whole is not None and whole > rules.size:
        raise RefusedError(f"the file has {whole:,} bytes, more than the {rules.size:,} that are allowed")
    try:
        with part_path(target).open("r+b" if done else "wb") as file:
            file.seek(done)
            file.truncate()
            for chunk in answer.iter_raw():
                done += len(chunk)
                if done > rules.size:
                    raise RefusedError(f"the file has more than the {rules.size:,} bytes that are allowed")
                file.write(chunk)
    except httpx.TransportError as error:
        of = f" of {whole:,}" if whole is not None else ""
        raise InterruptedDownloadError(f"the connection broke off after {done:,}{of} bytes") from error


def _save_part_state(target: Path, state: FileState) -> None:
    _part_state_path(target).write_text(json.dumps(asdict(state)), encoding="utf-8")


def _part_state_path(target: Path) -> Path:
    return target.with_name(f".{target.name}.part.json")


def _resumable_state(target: Path, url: str) -> FileState | None:
    """Return the state of a part that can be resumed: same address, with an ETag or date to compare."""
    try:
        found = FileState(**json.loads(_part_state_path(target).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    strong = found.etag if found.etag and not found.etag.startswith("W/") else None
    usable = found.url == url and (strong or found.modified) and part_path(target).is_file()
    return FileState(found.url, strong, found.modified) if usable else None


def delete_part(target: Path) -> None:
    """Delete the part of a file."""
    part_path(target).unlink(missing_ok=True)
    _part_state_path(target).unlink(missing_ok=True)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_state(path: Path) -> dict[str, FileState]:
    """Return the states of downloaded files in a folder by path."""
    try:
        data: Mapping[str, Mapping[str, str | None]] = json.loads(path.read_text(encoding="utf-8"))
        return {name: FileState(**facts) for name, facts in data.items()}  # type: ignore[arg-type]
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
