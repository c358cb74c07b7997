"""All files of a manifest, one after the other: what is there and right is not asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from pipeline.fetch.client import Asker
from pipeline.fetch.download import BrokenError, Known, digest, download, forget, part_of, read_state
from pipeline.fetch.manifest import Wanted
from pipeline.fetch.rules import RefusedError, Rules
from pipeline.files.media import UNKNOWN, media_type
from pipeline.query.writing import write_atomically

STATE = ".fetched.json"
"""Hidden file beside the manifest: what servers call the state of each file that was fetched."""

Status = Literal["fetched", "unchanged", "kept", "failed"]

_EXPECTED = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".htm": "text/html",
}
"""Ending of a path -> media type that the file's own bytes must have: an error page is no PDF."""


PASSING = (BrokenError, OSError, httpx.TransportError)
"""Failures after which asking again may help."""

_DOUBLING = wait_exponential(max=60)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; `reason` says why it failed or was kept."""

    path: str
    url: str
    status: Status
    reason: str = ""
    bytes: int = 0


def fetch(
    folder: Path, files: Iterable[Wanted], rules: Rules, told: Callable[[Outcome], None] | None = None
) -> list[Outcome]:
    """Fetch files into a folder and return what became of each; a failure does not stop the others."""
    asker = Asker(rules)
    state = read_state(folder / STATE)
    found: list[Outcome] = []
    for one in files:
        outcome, known = _one(asker, folder, one, state.get(one.path))
        if known is not None:
            state[one.path] = known
            _keep(folder / STATE, state)
        found.append(outcome)
        if told:
            told(outcome)
    return found


def _one(asker: Asker, folder: Path, one: Wanted, known: Known | None) -> tuple[Outcome, Known | None]:
    target = folder / one.path
    outcome = Outcome(one.path, one.url, "unchanged")
    try:
        own = digest(target) if target.is_file() else None
        if own is not None and own == one.sha256:
            return outcome, None
        if own is not None and (known is None or known.sha256 != own):
            return replace(outcome, status="kept", reason="another file stands there, not fetched from here"), None
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.parent.resolve().is_relative_to(folder.resolve()):
            raise RefusedError("its folder is a link that leads elsewhere")
        same_source = known if own is not None and known is not None and known.url == one.url else None
        state = _persistently(asker, one.url, target, same_source)
        if state is None:
            return outcome, None
        size, sha256 = _settle(target, one)
    except RefusedError as error:
        forget(target)
        return replace(outcome, status="failed", reason=str(error)), None
    except PASSING as error:
        return replace(outcome, status="failed", reason=_words(error)), None
    status: Status = "unchanged" if sha256 == own else "fetched"
    return replace(outcome, status=status, bytes=size), replace(state, sha256=sha256)


def _persistently(asker: Asker, url: str, target: Path, known: Known | None) -> Known | None:
    """Ask again, each time after a longer pause, while asking may help."""
    retrying = Retrying(
        retry=retry_if_exception_type(PASSING),
        stop=stop_after_attempt(asker.rules.retries + 1),
        wait=_pause,
        sleep=asker.rules.sleep,
        reraise=True,
    )
    return retrying(download, asker, url, target, known)


def _pause(state: RetryCallState) -> float:
    """Return 1, 2, 4 ... seconds, a minute at most, or as long as the server asks to be left alone."""
    error = state.outcome.exception() if state.outcome else None
    return max(_DOUBLING(state), error.after if isinstance(error, BrokenError) else 0.0)


def _settle(target: Path, one: Wanted) -> tuple[int, str]:
    """Check what has come and put it in its place; return its size and SHA-256."""
    part = part_of(target)
    sha256 = digest(part)
    if one.sha256 and sha256 != one.sha256:
        raise RefusedError(f"its checksum is {sha256}, the manifest says {one.sha256}")
    expected = _EXPECTED.get(target.suffix.casefold())
    found = media_type(part) if part.stat().st_size else UNKNOWN
    if expected and found != expected:
        raise RefusedError(f"it is {found}, not {expected} as its name says: perhaps a page that tells of an error")
    size = part.stat().st_size
    part.replace(target)
    forget(target)
    return size, sha256


def _keep(path: Path, state: dict[str, Known]) -> None:
    with write_atomically(path) as part:
        facts = {name: asdict(known) for name, known in sorted(state.items())}
        part.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _words(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return (
        f"{text} (what has come is kept; the next run goes on from there)" if isinstance(error, BrokenError) else text
    )
