"""Download all files of a manifest one after the other; unchanged files are not requested.

Download one file: conditionally, resuming an interrupted part, and atomically.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from pipeline.catalog import hash_file
from pipeline.fetch.client import PoliteClient, RefusedError, Rules
from pipeline.fetch.manifest import FetchItem
from pipeline.files.media import UNKNOWN, detect_media_type
from pipeline.query.formats import write_atomically

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


def read_state(path: Path) -> dict[str, FileState]:
    """Return the states of downloaded files in a folder by path."""
    try:
        data: Mapping[str, Mapping[str, str | None]] = json.loads(path.read_text(encoding="utf-8"))
        return {name: FileState(**facts) for name, facts in data.items()}  # type: ignore[arg-type]
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


STATE_FILE = ".fetched.json"
"""Hidden file next to the manifest with the state of each downloaded file."""

Status = Literal["fetched", "unchanged", "kept", "failed"]

_EXPECTED_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".htm": "text/html",
}
"""File suffix -> media type that the content must have: an error page is not a PDF."""


TRANSIENT_ERRORS = (InterruptedDownloadError, OSError, httpx.TransportError)
"""Failures after which a retry may help."""

_EXPONENTIAL_WAIT = wait_exponential(max=60)


@dataclass(frozen=True, slots=True)
class FetchResult:
    """The result for one file; `reason` says why it failed or was kept."""

    path: str
    url: str
    status: Status
    reason: str = ""
    bytes: int = 0


def fetch_files(
    folder: Path, files: Iterable[FetchItem], rules: Rules, report: Callable[[FetchResult], None] | None = None
) -> list[FetchResult]:
    """Download files into a folder and return the results; a failure does not stop the others."""
    client = PoliteClient(rules)
    state = read_state(folder / STATE_FILE)
    results: list[FetchResult] = []
    for item in files:
        result, file_state = _fetch_file(client, folder, item, state.get(item.path))
        if file_state is not None:
            state[item.path] = file_state
            _save_state(folder / STATE_FILE, state)
        results.append(result)
        if report:
            report(result)
    return results


def _fetch_file(
    client: PoliteClient, folder: Path, item: FetchItem, file_state: FileState | None
) -> tuple[FetchResult, FileState | None]:
    target = folder / item.path
    result = FetchResult(item.path, item.url, "unchanged")
    try:
        current_hash = hash_file(target)[0] if target.is_file() else None
        if current_hash is not None and current_hash == item.sha256:
            return result, None
        if current_hash is not None and (file_state is None or file_state.sha256 != current_hash):
            return replace(result, status="kept", reason="a file that was not downloaded by ogp exists there"), None
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.parent.resolve().is_relative_to(folder.resolve()):
            raise RefusedError("its folder is a link that leads elsewhere")
        same_source = (
            file_state if current_hash is not None and file_state is not None and file_state.url == item.url else None
        )
        new_state = _download_with_retries(client, item.url, target, same_source)
        if new_state is None:
            return result, None
        size, sha256 = _finish_download(target, item)
    except RefusedError as error:
        delete_part(target)
        return replace(result, status="failed", reason=str(error)), None
    except TRANSIENT_ERRORS as error:
        return replace(result, status="failed", reason=_describe_error(error)), None
    status: Status = "unchanged" if sha256 == current_hash else "fetched"
    return replace(result, status=status, bytes=size), replace(new_state, sha256=sha256)


def _download_with_retries(asker: PoliteClient, url: str, target: Path, known: FileState | None) -> FileState | None:
    """Retry with growing pauses while that may help."""
    retrying = Retrying(
        retry=retry_if_exception_type(TRANSIENT_ERRORS),
        stop=stop_after_attempt(asker.rules.retries + 1),
        wait=_retry_wait,
        sleep=asker.rules.sleep,
        reraise=True,
    )
    return retrying(download, asker, url, target, known)


def _retry_wait(state: RetryCallState) -> float:
    """Return 1, 2, 4 ... seconds, at most a minute, or the pause that the server requests."""
    error = state.outcome.exception() if state.outcome else None
    return max(_EXPONENTIAL_WAIT(state), error.after if isinstance(error, InterruptedDownloadError) else 0.0)


def _finish_download(target: Path, item: FetchItem) -> tuple[int, str]:
    """Check a downloaded file and move it to its path; return its size and SHA-256."""
    part = part_path(target)
    sha256 = hash_file(part)[0]
    if item.sha256 and sha256 != item.sha256:
        raise RefusedError(f"its checksum is {sha256}, the manifest says {item.sha256}")
    expected = _EXPECTED_TYPES.get(target.suffix.casefold())
    detected = detect_media_type(part) if part.stat().st_size else UNKNOWN
    if expected and detected != expected:
        raise RefusedError(f"it is {detected}, not {expected} as its name says: perhaps an error page")
    size = part.stat().st_size
    part.replace(target)
    delete_part(target)
    return size, sha256


def _save_state(path: Path, state: dict[str, FileState]) -> None:
    with write_atomically(path) as part:
        facts = {name: asdict(known) for name, known in sorted(state.items())}
        part.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _describe_error(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return (
        f"{text} (the part is kept; the next run continues from there)"
        if isinstance(error, InterruptedDownloadError)
        else text
    )
