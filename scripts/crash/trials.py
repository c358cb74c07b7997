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
"""File -> SHA-256 of everything that a run leaves, except files about the run itself (timings, the manifest)."""

OF_THE_RUN = frozenset({RUN_LOG, MANIFEST})

LONGEST_SECONDS = 900.0
"""Seconds after which a run that was not killed counts as hanging."""

DROPPED_RESULTS = 2
"""Results of each layer that are taken from the cache before a run, so that documents are read in it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One kill: the phase that it fell into, which set it left (`old`, `new` or neither), and what was wrong."""

    phase: str
    left: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrialFolders:
    """The folders of the trials: documents, documents that are moved away in every other state, results, cache."""

    raw: Path
    aside: Path
    out: Path
    cache: Path


def prepare_folders(documents: Path, folder: Path) -> TrialFolders:
    """Copy the documents into a folder of their own; every fifth of them comes and goes."""
    place = TrialFolders(folder / "raw", folder / "aside", folder / "made" / "out", folder / "cache")
    shutil.copytree(documents, place.raw)
    place.aside.mkdir()
    place.out.parent.mkdir()
    return place


def run_trials(place: TrialFolders, kills: int, seed: int) -> Iterator[Trial]:
    """Yield what came of each kill; the documents change before each, so that old and new set differ."""
    chance = random.Random(seed)
    sets: dict[bool, Digests] = {}
    phases.load_modules()
    for state in (False, True):
        _change_documents(place, state)
        _run_to_end(place)
        sets[state] = compute_digests(place.out)
    if _select_part(sets[False], site=False) == _select_part(sets[True], site=False):
        raise SystemExit("The documents that come and go change no table; nothing could be told of a kill.")
    _change_documents(place, False)
    _drop_cached(place.cache, chance)
    durations = _run_to_end(place)
    first_of_site = [phase for phase, _ in durations].index(phases.SITE)
    for number in range(kills):
        state = number % 2 == 0
        _change_documents(place, state)
        _drop_cached(place.cache, chance)
        phase_index = chance.randrange(len(durations))
        site = phase_index >= first_of_site
        phase, faults = _kill_run(place, phase_index, durations[phase_index][1], site, chance)
        set_left, broken = _find_set_left(compute_digests(place.out), sets[not state], sets[state])
        broken += () if _is_whole(place.out) else ("the manifest names other files",)
        _run_to_end(place, site)
        yield Trial(phase, set_left, (*faults, *broken, *_find_faults(place, sets[state], site)))


def compute_digests(out: Path) -> dict[str, str]:
    """Return the digest of every file of a set and its site, by path."""
    files = (path for path in sorted(out.rglob("*")) if path.is_file() and path.name not in OF_THE_RUN)
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _find_set_left(now: Digests, old: Digests, new: Digests) -> tuple[str, tuple[str, ...]]:
    """Return which set a killed run left, and whether site or tables are a mixture."""
    sets = {name: _select_part(digests, site=False) for name, digests in (("old", old), ("new", new))}
    set_left = next((name for name, digests in sets.items() if digests == _select_part(now, site=False)), "mixed")
    site = _select_part(now, site=True)
    # Between the exchange of two sets and the end of the run the site lies next to the tables.
    is_whole = not site or site in (_select_part(old, site=True), _select_part(new, site=True))
    return set_left, (
        *(["tables are a mixture"] * (set_left == "mixed")),
        *(["the site is a mixture"] * (not is_whole)),
    )


def _is_whole(out: Path) -> bool:
    """Return whether every file of the set is what the set's own manifest says."""
    files = json.loads((out / MANIFEST).read_bytes())["files"]
    return all(hashlib.sha256((out / file["path"]).read_bytes()).hexdigest() == file["sha256"] for file in files)


def _select_part(digests: Digests, site: bool) -> Digests:
    """Return the tables, or what the site shows; pictures of pages are made as needed and stay."""
    return {
        name: digest
        for name, digest in digests.items()
        if name.startswith("review/") == site and not name.startswith(("review/pages/", "review/."))
    }


def _find_faults(place: TrialFolders, new: Digests, site: bool) -> tuple[str, ...]:
    """Return what is wrong after the next run: with its tables, its site if it built one, and leftover files."""
    now = compute_digests(place.out)
    parts = [(_select_part(now, which), _select_part(new, which)) for which in ({False, site})]
    wrong_names = sorted(
        name for first, second in parts for name in {*first, *second} if first.get(name) != second.get(name)
    )
    faults = [f"the next run gave another {', '.join(wrong_names)}"] if wrong_names else []
    other_names = sorted(path.name for path in place.out.parent.iterdir() if path != place.out)
    return (*faults, *([f"left beside the tables: {', '.join(other_names)}"] if other_names else []))


def _change_documents(place: TrialFolders, state: bool) -> None:
    """Put the documents that come and go into the raw folder (true) or away (false)."""
    if state:
        _move_files(_list_files(place.aside), place.aside, place.raw)
    elif not _list_files(place.aside):
        _move_files(_list_files(place.raw)[::5], place.raw, place.aside)


def _list_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _move_files(files: Sequence[Path], here: Path, there: Path) -> None:
    for path in files:
        target = there / path.relative_to(here)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)


def _drop_cached(cache: Path, chance: random.Random) -> None:
    for layer in ("read", "results"):
        entries = sorted(path for path in (cache / layer).rglob("*") if path.is_file())
        for path in chance.sample(entries, min(DROPPED_RESULTS, len(entries))):
            path.unlink()


@dataclass(frozen=True, slots=True)
class _Run:
    """A run in a process group of its own: the group's number, and the handle that reports its phases and its end."""

    group: int
    handle: int

    def told(self, seconds: float) -> list[str]:
        """Return the phases reported within this time: none at the run's end, or when the time is up."""
        ready, _, _ = select.select([self.handle], [], [], max(0.0, seconds))
        return os.read(self.handle, 4096).decode().split("\n")[:-1] if ready else []


@contextmanager
def _start_run(place: TrialFolders, site: bool) -> Iterator[_Run]:
    """Start a run, by a fork of this process; what is left of it is ended."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.setsid()
        os.environ["OGP_CACHE"] = str(place.cache)
        phases.run_commands(theirs, place.raw, place.out, site)
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


def _run_to_end(place: TrialFolders, site: bool = True) -> list[tuple[str, float]]:
    """Let a run go to its end; return its phases and the seconds that each lasted."""
    with _start_run(place, site) as run:
        marks = [(phases.START, time.monotonic())]
        while reported := run.told(LONGEST_SECONDS):
            marks += [(phase, time.monotonic()) for phase in reported]
        if os.waitpid(run.group, 0)[1]:
            raise SystemExit("A run that nobody disturbed failed.")
    ends = [*(at for _, at in marks[1:]), time.monotonic()]
    return [(phase, end - at) for (phase, at), end in zip(marks, ends, strict=True)]


def _kill_run(
    place: TrialFolders, phase_index: int, length: float, site: bool, chance: random.Random
) -> tuple[str, tuple[str, ...]]:
    """Kill a run within its phase of this number: its main process alone, or all of its processes."""
    with _start_run(place, site) as run:
        phases_seen = [phases.START]
        while len(phases_seen) <= phase_index and (reported := run.told(LONGEST_SECONDS)):
            phases_seen += reported
        moment = time.monotonic() + chance.uniform(0, length)
        while (seconds_left := moment - time.monotonic()) > 0:
            reported = run.told(seconds_left)
            phases_seen += reported
            if not reported:
                time.sleep(max(0.0, moment - time.monotonic()))
        (os.kill if chance.random() < 0.5 else os.killpg)(run.group, signal.SIGKILL)
        os.waitpid(run.group, 0)
        return phases_seen[-1], () if _is_gone(run.group) else ("its workers went on without it",)


def _is_gone(group: int) -> bool:
    """Wait for the other processes of a killed run to notice."""
    for _ in range(600):  # a worker ends when it has read its document, and no one takes the result
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
