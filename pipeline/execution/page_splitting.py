"""Split long PDFs over workers: a document is one task, but a long PDF that others would wait for becomes several.

A split document takes three steps. A worker answers the first task with a list of page ranges. Workers read the ranges
as separate tasks. One worker then joins the pages and extracts the same document that it would have read alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate
from pathlib import Path

from pipeline.cache import DiskCache
from pipeline.execution import worker_pool
from pipeline.extraction import DocumentResult, extract_document
from pipeline.files.media import PDF
from pipeline.model import SourceDocument
from pipeline.readers.reading import page_ranges, read_pages
from pipeline.runtime.limits import Limits, Options
from pipeline.runtime.sandbox import peak_memory_mb
from pipeline.structure.lines import forget_texts


@dataclass(frozen=True, slots=True)
class _Task:
    """A document to extract, or a page range of it to read.

    `index` is the position of the document. `pages_per_range` is positive if the document may be split. `parts` are the
    pages of a document whose ranges have been read.
    """

    index: int
    source: SourceDocument
    pages_per_range: int = 0
    pages: tuple[int, int] | None = None
    parts: tuple[bytes, ...] | None = None


@dataclass(frozen=True, slots=True)
class _SplitRequest:
    """A worker's answer that a document should be read in these page ranges."""

    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _PageRangeResult:
    """Pages read from one range, as bytes, with the CPU seconds they took.

    CPU time, because a slow machine is not the document's fault.
    """

    first_page: int
    page_bytes: bytes
    seconds: float
    memory: int


@dataclass(slots=True)
class _SplitDocument:
    """The state of a document that is read in ranges: how many there are, the results, and why a range failed."""

    range_count: int
    finished: list[_PageRangeResult] = field(default_factory=list)
    lost: worker_pool.LostTask | None = None
    lost_count: int = 0

    @property
    def seconds(self) -> float:
        return sum(part.seconds for part in self.finished)


def extract_in_pool(
    raw: Path, sources: Sequence[SourceDocument], options: Options, fetch: Callable[[str], None] | None = None
) -> Iterator[tuple[int, DocumentResult | worker_pool.LostTask]]:
    """Yield (index, outcome) of every document as it completes, the largest first; `LostTask` where it failed twice.

    `fetch` is called with the path of a document before a worker starts it, to put the file into the folder.
    """
    tasks = [_Task(index, source, most) for index, source, most in zip(*_order_by_size(sources, options), strict=True)]
    split: dict[int, _SplitDocument] = {}

    def prepare(task: _Task) -> None:
        if fetch:
            fetch(task.source.path)

    for position, outcome in worker_pool.run_tasks(
        partial(_run_task, raw, options), tasks, options.workers, options.limits, prepare
    ):
        task = tasks[position]
        if isinstance(outcome, _SplitRequest):
            split[task.index] = _SplitDocument(len(outcome.ranges))
            tasks += [replace(task, pages_per_range=0, pages=pages) for pages in outcome.ranges]
        elif task.pages is None:
            yield task.index, _add_range_totals(outcome, split.get(task.index), options.limits)
        else:
            assert not isinstance(outcome, DocumentResult)
            yield from _collect_range(split[task.index], task, outcome, tasks, options.limits)


def _order_by_size(
    sources: Sequence[SourceDocument], options: Options
) -> tuple[list[int], list[SourceDocument], list[int]]:
    """Return indices, documents and pages per range (0: not split), the largest document first.

    A PDF is split if it has more bytes than one worker's share of all remaining documents, because the other workers
    would wait for it.
    """
    order = sorted(range(len(sources)), key=lambda index: -sources[index].size_bytes)
    sizes = [sources[index].size_bytes for index in order]
    remaining = list(accumulate(reversed(sizes)))[::-1]
    is_split = [size * options.workers > total for size, total in zip(sizes, remaining, strict=True)]
    pages_per_range = [
        options.pages_per_task if split and sources[index].media_type == PDF and options.workers > 1 else 0
        for index, split in zip(order, is_split, strict=True)
    ]
    return order, [sources[index] for index in order], pages_per_range


def _collect_range(
    document: _SplitDocument,
    task: _Task,
    outcome: _PageRangeResult | worker_pool.LostTask,
    tasks: list[_Task],
    limits: Limits,
) -> Iterator[tuple[int, worker_pool.LostTask]]:
    """Store the result of a range. After the last one, append the task that joins them or yield the failure."""
    if isinstance(outcome, worker_pool.LostTask):
        document.lost = document.lost or outcome
        document.lost_count += 1
    else:
        document.finished.append(outcome)
    if len(document.finished) + document.lost_count < document.range_count:
        return
    failure = document.lost or _check_total_time(document.seconds, limits)
    if failure:
        yield task.index, failure
        return
    parts = tuple(part.page_bytes for part in sorted(document.finished, key=lambda part: part.first_page))
    document.finished = [replace(part, page_bytes=b"") for part in document.finished]
    tasks.append(replace(task, pages=None, parts=parts))


def _check_total_time(seconds: float, limits: Limits) -> worker_pool.LostTask | None:
    return worker_pool.time_limit_failure(limits) if seconds > limits.seconds else None


def _add_range_totals(
    outcome: DocumentResult | _PageRangeResult | worker_pool.LostTask, document: _SplitDocument | None, limits: Limits
) -> DocumentResult | worker_pool.LostTask:
    """Add the time and memory of the ranges to the outcome of a split document."""
    assert not isinstance(outcome, _PageRangeResult)
    if document is None or isinstance(outcome, worker_pool.LostTask):
        return outcome
    seconds = outcome.seconds + document.seconds
    peak = max([outcome.peak_memory, *(part.memory for part in document.finished)])
    return _check_total_time(seconds, limits) or replace(outcome, seconds=seconds, peak_memory=peak)


def _run_task(raw: Path, options: Options, task: _Task) -> DocumentResult | _SplitRequest | _PageRangeResult:
    """Run one task. This is executed in the worker."""
    started, cpu_start = time.monotonic(), time.process_time()
    if task.pages:
        page_bytes = read_pages(raw, task.source, *task.pages)
        return _PageRangeResult(task.pages[0], page_bytes, time.process_time() - cpu_start, peak_memory_mb())
    cache = DiskCache() if options.use_cache else None
    if task.pages_per_range and not (cache and cache.has_document(task.source, options.limits)):
        ranges = page_ranges(raw, task.source, options.limits, task.pages_per_range, options.workers)
        if ranges:
            return _SplitRequest(ranges)
    result = extract_document(raw, task.source, options.limits, cache, task.parts)
    forget_texts()
    return replace(result, seconds=time.monotonic() - started, peak_memory=peak_memory_mb())
