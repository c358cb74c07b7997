"""Kill runs at random moments and look at what they leave: the old set or the new one, and a next run that finishes."""

from __future__ import annotations

import hashlib
import json
import os
import random
import select
import shutil
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.run.manifest import RUN_LOG
from pipeline.storage import MANIFEST
from scripts.crash import phases

Digests = Mapping[str, str]
"""File -> SHA-256 of everything that a run leaves, what tells of the run itself (timings, the manifest) apart."""

OF_THE_RUN = frozenset({RUN_LOG, MANIFEST})

LONGEST = 900.0
"""Seconds after which a run that was not killed counts as hanging."""

FORGOTTEN = 2
"""Results of each layer that are taken from the cache before a run, so that documents are read in it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One kill: the phase that it fell into, which set it left (`old`, `new` or neither), and what was wrong."""

    phase: str
    left: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of the trials: documents, those that are away in every other state, results, the cache."""

    raw: Path
    aside: Path
    out: Path
    cache: Path


def prepared(documents: Path, folder: Path) -> Place:
    """Copy the documents into a folder of their own; every fifth of them comes and goes."""
    place = Place(folder / "raw", folder / "aside", folder / "made" / "out", folder / "cache")
    shutil.copytree(documents, place.raw)
    place.aside.mkdir()
    place.out.parent.mkdir()
    return place


def trials(place: Place, kills: int, seed: int) -> Iterator[Trial]:
    """Yield what came of each kill; the documents change before each, so that old and new set differ."""
    chance = random.Random(seed)
    wanted: dict[bool, Digests] = {}
    phases.load()
    for state in (False, True):
        _change(place, state)
        _undisturbed(place)
        wanted[state] = found(place.out)
    if _part(wanted[False], site=False) == _part(wanted[True], site=False):
        raise SystemExit("The documents that come and go change no table; nothing could be told of a kill.")
    _change(place, False)
    _forget(place.cache, chance)
    durations = _undisturbed(place)
    first_of_site = [phase for phase, _ in durations].index(phases.SITE)
    for number in range(kills):
        state = number % 2 == 0
        _change(place, state)
        _forget(place.cache, chance)
        picked = chance.randrange(len(durations))
        site = picked >= first_of_site
        phase, faults = _killed(place, picked, durations[picked][1], site, chance)
        left, broken = _left(found(place.out), wanted[not state], wanted[state])
        broken += () if _is_whole(place.out) else ("the manifest names other files",)
        _undisturbed(place, site)
        yield Trial(phase, left, (*faults, *broken, *_unfinished(place, wanted[state], site)))


def found(out: Path) -> dict[str, str]:
    """Return the digest of every file of a set and its site, by path."""
    files = (path for path in sorted(out.rglob("*")) if path.is_file() and path.name not in OF_THE_RUN)
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _left(now: Digests, old: Digests, new: Digests) -> tuple[str, tuple[str, ...]]:
    """Return which set a killed run left, and whether site or tables are a mixture."""
    sets = {name: _part(digests, site=False) for name, digests in (("old", old), ("new", new))}
    left = next((name for name, digests in sets.items() if digests == _part(now, site=False)), "mixed")
    site = _part(now, site=True)
    # Between the exchange of two sets and the end of the run the site lies beside the tables.
    whole = not site or site in (_part(old, site=True), _part(new, site=True))
    return left, (*(["tables are a mixture"] * (left == "mixed")), *(["the site is a mixture"] * (not whole)))


def _is_whole(out: Path) -> bool:
    """Say whether every file of the set is what the set's own manifest says."""
    files = json.loads((out / MANIFEST).read_bytes())["files"]
    return all(hashlib.sha256((out / file["path"]).read_bytes()).hexdigest() == file["sha256"] for file in files)


def _part(digests: Digests, site: bool) -> Digests:
    """Return the tables, or what the site shows; pictures of pages are made as needed and stay."""
    return {
        name: digest
        for name, digest in digests.items()
        if name.startswith("review/") == site and not name.startswith(("review/pages/", "review/."))
    }


def _unfinished(place: Place, new: Digests, site: bool) -> tuple[str, ...]:
    """Return what is wrong after the next run: its tables, its site where it built one, and files left beside."""
    now = found(place.out)
    parts = [(_part(now, which), _part(new, which)) for which in ({False, site})]
    wrong = sorted(name for one, two in parts for name in {*one, *two} if one.get(name) != two.get(name))
    faults = [f"the next run gave another {', '.join(wrong)}"] if wrong else []
    beside = sorted(path.name for path in place.out.parent.iterdir() if path != place.out)
    return (*faults, *([f"left beside the tables: {', '.join(beside)}"] if beside else []))


def _change(place: Place, state: bool) -> None:
    """Put the documents that come and go into the raw folder (true) or away (false)."""
    if state:
        _move(_documents(place.aside), place.aside, place.raw)
    elif not _documents(place.aside):
        _move(_documents(place.raw)[::5], place.raw, place.aside)


def _documents(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _move(files: Sequence[Path], here: Path, there: Path) -> None:
    for path in files:
        target = there / path.relative_to(here)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)


def _forget(cache: Path, chance: random.Random) -> None:
    for layer in ("read", "results"):
        entries = sorted(path for path in (cache / layer).rglob("*") if path.is_file())
        for path in chance.sample(entries, min(FORGOTTEN, len(entries))):
            path.unlink()


@dataclass(frozen=True, slots=True)
class _Run:
    """A run in a process group of its own: the group's number, and the handle that tells its phases and its end."""

    group: int
    handle: int

    def told(self, seconds: float) -> list[str]:
        """Return the phases told within this time: none at the run's end, or when the time is up."""
        ready, _, _ = select.select([self.handle], [], [], max(0.0, seconds))
        return os.read(self.handle, 4096).decode().split("\n")[:-1] if ready else []


@contextmanager
def _going(place: Place, site: bool) -> Iterator[_Run]:
    """Start a run, by a fork of this process; what is left of it is ended."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.setsid()
        os.environ["OGP_CACHE"] = str(place.cache)
        phases.go(theirs, place.raw, place.out, site)
        os._exit(0)
    os.close(theirs)
    try:
        yield _Run(child, ours)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(child, 0)
        os.close(ours)


def _undisturbed(place: Place, site: bool = True) -> list[tuple[str, float]]:
    """Let a run go to its end; return its phases and the seconds that each lasted."""
    with _going(place, site) as run:
        marks = [(phases.START, time.monotonic())]
        while told := run.told(LONGEST):
            marks += [(phase, time.monotonic()) for phase in told]
        if os.waitpid(run.group, 0)[1]:
            raise SystemExit("A run that nobody disturbed failed.")
    ends = [*(at for _, at in marks[1:]), time.monotonic()]
    return [(phase, end - at) for (phase, at), end in zip(marks, ends, strict=True)]


def _killed(place: Place, picked: int, length: float, site: bool, chance: random.Random) -> tuple[str, tuple[str, ...]]:
    """Kill a run within its phase of this number: its main process alone, or all of its processes."""
    with _going(place, site) as run:
        seen = [phases.START]
        while len(seen) <= picked and (told := run.told(LONGEST)):
            seen += told
        moment = time.monotonic() + chance.uniform(0, length)
        while (rest := moment - time.monotonic()) > 0:
            told = run.told(rest)
            seen += told
            if not told:
                time.sleep(max(0.0, moment - time.monotonic()))
        (os.kill if chance.random() < 0.5 else os.killpg)(run.group, signal.SIGKILL)
        os.waitpid(run.group, 0)
        return seen[-1], () if _is_gone(run.group) else ("its workers went on without it",)


def _is_gone(group: int) -> bool:
    """Wait for the other processes of a killed run to notice."""
    for _ in range(600):  # a worker ends when it has read its document, and nobody takes the result
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
