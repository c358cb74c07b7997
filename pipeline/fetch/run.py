"""Download all files of a manifest one after the other; unchanged files are not requested."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from pipeline.fetch.client import PoliteClient
from pipeline.fetch.download import (
    FileState,
    InterruptedDownloadError,
    delete_part,
    download,
    hash_file,
    part_path,
    read_state,
)
from pipeline.fetch.manifest import FetchItem
from pipeline.fetch.rules import RefusedError, Rules
from pipeline.files.media import UNKNOWN, detect_media_type
from pipeline.query.formats import write_atomically

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
        current_hash = hash_file(target) if target.is_file() else None
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
    sha256 = hash_file(part)
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
