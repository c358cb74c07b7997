"""One file: asked for with what is known of it, continued where it broke off, and put in place when it is whole."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from pipeline.fetch.client import Asker
from pipeline.fetch.rules import RefusedError

NOT_MODIFIED, PARTIAL, OK, UNSATISFIABLE = 304, 206, 200, 416
_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/(?:[0-9]{1,15}|\*)")


class BrokenError(Exception):
    """A download that broke off or that the server put off: asking again may help, `after` seconds at the soonest."""

    def __init__(self, message: str, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a file that was fetched: where from, what the server calls this state of it, and its bytes."""

    url: str
    etag: str | None = None
    modified: str | None = None
    sha256: str | None = None


def part_of(target: Path) -> Path:
    """Return the hidden file that holds what has come of a file so far."""
    return target.with_name(f".{target.name}.part")


def download(asker: Asker, url: str, target: Path, known: Known | None) -> Known | None:
    """Bring a file into its part file and return what is known of it; None where it has not changed since.

    Raises `BrokenError` where asking again may help (what came is kept and continued), else `RefusedError`.
    """
    begun = _begun(target, url)
    done = part_of(target).stat().st_size if begun else 0
    headers = _conditions(known if not done else None, begun, done)
    started = asker.rules.now()
    with asker.get(url, headers) as answer:
        if answer.status_code == NOT_MODIFIED:
            return None
        if answer.status_code == UNSATISFIABLE and done:
            forget(target)
            raise BrokenError("what had come of the file is of no use any more")
        _judge(answer)
        state = Known(url, answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
        done = _continued(answer, done)
        _note(target, state)
        _receive(answer, target, done, asker, started)
    return state


def _conditions(known: Known | None, begun: Known | None, done: int) -> dict[str, str]:
    if begun and done:
        return {"Range": f"bytes={done}-", "If-Range": str(begun.etag or begun.modified)}
    headers = {}
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.modified:
        headers["If-Modified-Since"] = known.modified
    return headers


def _judge(answer: httpx.Response) -> None:
    if answer.status_code in (OK, PARTIAL):
        if (coding := answer.headers.get("Content-Encoding", "identity")) != "identity":
            raise RefusedError(f"the answer is packed ({coding}), which was not asked for")
        return
    message = f"the server answers {answer.status_code} {answer.reason_phrase}"
    if answer.status_code in (408, 425, 429) or answer.status_code >= 500:
        raise BrokenError(message, _after(answer.headers.get("Retry-After")))
    raise RefusedError(message)


def _after(text: str | None) -> float:
    return float(min(int(text), 120)) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0.0


def _continued(answer: httpx.Response, done: int) -> int:
    """Return the byte that the answer begins with."""
    if answer.status_code != PARTIAL:
        return 0
    match = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if not match or int(match[1]) != done:
        raise BrokenError("the server continues at another place than was asked for")
    return done


def _receive(answer: httpx.Response, target: Path, done: int, asker: Asker, started: float) -> None:
    rules = asker.rules
    length = answer.headers.get("Content-Length", "")
    whole = done + int(length) if length.isascii() and length.isdigit() else None
    if whole is not None and whole > rules.size:
        raise RefusedError(f"the file has {whole:,} bytes, more than the {rules.size:,} that are allowed")
    try:
        with part_of(target).open("r+b" if done else "wb") as file:
            file.seek(done)
            file.truncate()
            for chunk in answer.iter_raw():
                done += len(chunk)
                if done > rules.size:
                    raise RefusedError(f"the file has more than the {rules.size:,} bytes that are allowed")
                if rules.now() - started > rules.time_limit:
                    raise RefusedError(f"the file took more than {rules.time_limit:g} s")
                file.write(chunk)
    except httpx.TransportError as error:
        of = f" of {whole:,}" if whole is not None else ""
        raise BrokenError(f"the connection broke off after {done:,}{of} bytes") from error


def _note(target: Path, state: Known) -> None:
    _notes(target).write_text(json.dumps(asdict(state)), encoding="utf-8")


def _notes(target: Path) -> Path:
    return target.with_name(f".{target.name}.part.json")


def _begun(target: Path, url: str) -> Known | None:
    """Return what is known of a part that can be continued: of this address, with a mark to tell its state by."""
    try:
        found = Known(**json.loads(_notes(target).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    strong = found.etag if found.etag and not found.etag.startswith("W/") else None
    usable = found.url == url and (strong or found.modified) and part_of(target).is_file()
    return Known(found.url, strong, found.modified) if usable else None


def forget(target: Path) -> None:
    """Remove what had come of a file."""
    part_of(target).unlink(missing_ok=True)
    _notes(target).unlink(missing_ok=True)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_state(path: Path) -> dict[str, Known]:
    """Return what is known of the files that were fetched into a folder, by their paths in it."""
    try:
        data: Mapping[str, Mapping[str, str | None]] = json.loads(path.read_text(encoding="utf-8"))
        return {name: Known(**facts) for name, facts in data.items()}  # type: ignore[arg-type]
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
