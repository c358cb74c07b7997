"""Documents given out to processes: each to one, but a long PDF that the others would wait for to several, by pages.

Its pages are read in parts; one process then puts them together to the document that it would have read alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate
from pathlib import Path

from pipeline import cached_extraction
from pipeline.execution import worker_pool
from pipeline.files.media import PDF
from pipeline.model import Extraction, SourceDocument
from pipeline.readers.reading import page_ranges, read_pages
from pipeline.runtime.limits import Limits
from pipeline.runtime.options import Options
from pipeline.runtime.sandbox import peak_memory
from pipeline.structure.lines import forget_texts


@dataclass(frozen=True, slots=True)
class Timed:
    """What a document gave, seconds, the most MB that its processes had held by then, and what the cache had of it.

    `entries` are layers and keys under which the cache has it by now.
    """

    result: Extraction
    seconds: float = 0.0
    memory: int = 0
    found: Mapping[str, bool] = field(default_factory=dict)
    entries: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    """A document to be extracted (of pages read before, where there are `parts`), or some pages of it to be read.

    `index` is its place; `most` are the pages of a part where it may be read in parts.
    """

    index: int
    source: SourceDocument
    most: int = 0
    pages: tuple[int, int] | None = None
    parts: tuple[bytes, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Divided:
    """The word of a process that a document should be read in these ranges of pages."""

    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """Some pages of a document, as bytes; CPU seconds, for what else the machine does is not the document's fault."""

    first: int
    pages: bytes
    seconds: float
    memory: int


@dataclass(slots=True)
class _Shared:
    """A document that is read in parts: how many there are, those done, and why one was lost."""

    count: int
    done: list[_Part] = field(default_factory=list)
    lost: worker_pool.Lost | None = None
    missing: int = 0

    @property
    def seconds(self) -> float:
        return sum(part.seconds for part in self.done)


def each(
    raw: Path, sources: Sequence[SourceDocument], options: Options, bring: Callable[[str], None] | None = None
) -> Iterator[tuple[int, Timed | worker_pool.Lost]]:
    """Yield (index, what it gave) of every document as it is done, the longest first; `Lost` where it failed twice.

    `bring` is told the path of a document before a process begins with it, to put its file there.
    """
    tasks = [_Task(index, source, most) for index, source, most in zip(*_placed(sources, options), strict=True)]
    shared: dict[int, _Shared] = {}

    def ready(task: _Task) -> None:
        if bring:
            bring(task.source.path)

    for place, given in worker_pool.each(partial(_done, raw, options), tasks, options.workers, options.limits, ready):
        task = tasks[place]
        if isinstance(given, _Divided):
            shared[task.index] = _Shared(len(given.ranges))
            tasks += [replace(task, most=0, pages=pages) for pages in given.ranges]
        elif task.pages is None:
            yield task.index, _in_all(given, shared.get(task.index), options.limits)
        else:
            assert not isinstance(given, Timed)
            yield from _taken(shared[task.index], task, given, tasks, options.limits)


def _placed(sources: Sequence[SourceDocument], options: Options) -> tuple[list[int], list[SourceDocument], list[int]]:
    """Return the documents' places, the documents and the pages of their parts (0: whole), the longest first.

    A PDF may be shared where it has more bytes than its share of all that is left: others would wait for it.
    """
    order = sorted(range(len(sources)), key=lambda index: -sources[index].size_bytes)
    sizes = [sources[index].size_bytes for index in order]
    left = list(accumulate(reversed(sizes)))[::-1]
    shared = [size * options.workers > rest for size, rest in zip(sizes, left, strict=True)]
    most = [
        options.part_pages if may and sources[index].media_type == PDF and options.workers > 1 else 0
        for index, may in zip(order, shared, strict=True)
    ]
    return order, [sources[index] for index in order], most


def _taken(
    whole: _Shared, task: _Task, given: _Part | worker_pool.Lost, tasks: list[_Task], limits: Limits
) -> Iterator[tuple[int, worker_pool.Lost]]:
    """Take a part; where it is the last, have the document put together, or yield why it is lost."""
    if isinstance(given, worker_pool.Lost):
        whole.lost = whole.lost or given
        whole.missing += 1
    else:
        whole.done.append(given)
    if len(whole.done) + whole.missing < whole.count:
        return
    lost = whole.lost or _too_slow(whole.seconds, limits)
    if lost:
        yield task.index, lost
        return
    parts = tuple(part.pages for part in sorted(whole.done, key=lambda part: part.first))
    whole.done = [replace(part, pages=b"") for part in whole.done]
    tasks.append(replace(task, pages=None, parts=parts))


def _too_slow(seconds: float, limits: Limits) -> worker_pool.Lost | None:
    return worker_pool.time_limit(limits) if seconds > limits.seconds else None


def _in_all(given: Timed | _Part | worker_pool.Lost, whole: _Shared | None, limits: Limits) -> Timed | worker_pool.Lost:
    """Return what a document gave with the seconds and memory of its parts."""
    assert not isinstance(given, _Part)
    if whole is None or isinstance(given, worker_pool.Lost):
        return given
    seconds = given.seconds + whole.seconds
    memory = max([given.memory, *(part.memory for part in whole.done)])
    return _too_slow(seconds, limits) or replace(given, seconds=seconds, memory=memory)


def _done(raw: Path, options: Options, task: _Task) -> Timed | _Divided | _Part:
    """Do a task; runs in the worker."""
    started, used = time.monotonic(), time.process_time()
    if task.pages:
        read = read_pages(raw, task.source, *task.pages)
        return _Part(task.pages[0], read, time.process_time() - used, peak_memory())
    if task.most and not (options.use_cache and cached_extraction.is_read(task.source, options.limits)):
        ranges = page_ranges(raw, task.source, options.limits, task.most)
        if ranges:
            return _Divided(ranges)
    made = cached_extraction.extract(raw, options.limits, options.use_cache, task.source, task.parts)
    forget_texts()
    return Timed(made.extraction, time.monotonic() - started, peak_memory(), made.found, made.entries)
