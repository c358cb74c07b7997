"""A long PDF read by several processes is the document that one reads, however it is parted; lost parts are redone."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.catalog import describe_file
from pipeline.execution import page_splitting
from pipeline.execution.worker_pool import LostTask
from pipeline.extraction import DocumentResult
from pipeline.model import Document
from pipeline.readers.pdf import count_pages, read_part, read_pdf
from pipeline.readers.reading import divide_pages
from pipeline.run.extract_folder import extract_folder
from pipeline.runtime.limits import Limits, Options
from scripts.bench.documents import draw_form_pdf
from tests.specimen_folder import RAW

KILLED = "killed.mark"


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OGP_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a report of forms whose tables run over page ends, and one short text."""
    raw = tmp_path_factory.mktemp("raw")
    (raw / "long.pdf").write_bytes(draw_form_pdf(5))
    text = next(RAW.rglob("*midterm*.txt"))
    (raw / "short.txt").write_bytes(text.read_bytes())
    return raw


def in_parts(path: Path, pages: int) -> Document:
    count = count_pages(path, Limits())
    parts = [read_part(path, first, min(first + pages - 1, count)) for first in range(1, count + 1, pages)]
    return read_pdf(path, describe_file(path), None, parts)


@pytest.mark.parametrize("pages", [1, 3])
def test_parts_give_the_same_document(folder: Path, pages: int) -> None:
    path = folder / "long.pdf"
    whole = read_pdf(path, describe_file(path))
    assert len(whole.pages) > 4
    assert any(row.after_break for block in whole.blocks for row in getattr(block, "rows", ()))
    assert in_parts(path, pages) == whole


@pytest.mark.parametrize("path", sorted(RAW.rglob("*.pdf")), ids=lambda path: path.name)
@pytest.mark.slow
def test_every_specimen_is_the_same_page_by_page(path: Path) -> None:
    assert in_parts(path, 1) == read_pdf(path, describe_file(path))


def test_tables_are_the_same_for_any_workers_and_parts(folder: Path, tmp_path: Path) -> None:
    outs = []
    for number, (workers, pages) in enumerate([(1, 50), (2, 3)]):
        out = tmp_path / str(number)
        extract_folder(folder, out, workers=workers, pages_per_task=pages, use_cache=False)
        outs.append({file.name: file.read_bytes() for file in out.glob("*.parquet")})
    assert outs[0]
    assert all(found == outs[0] for found in outs[1:])


def test_a_document_read_in_parts_is_kept(folder: Path, tmp_path: Path) -> None:
    extract_folder(folder, tmp_path / "out", workers=2, pages_per_task=2)
    again = extract_folder(folder, tmp_path / "other", workers=2, pages_per_task=2)
    assert again.memory == 0  # nothing was read


@pytest.mark.parametrize(
    ("pages", "most", "workers"), [(30, 50, 2), (58, 50, 2), (101, 50, 2), (400, 50, 8), (5, 2, 2)]
)
def test_every_worker_gets_as_many_pages(pages: int, most: int, workers: int) -> None:
    ranges = divide_pages(pages, most, workers)
    lengths = [last - first + 1 for first, last in ranges]
    assert [page for first, last in ranges for page in range(first, last + 1)] == list(range(1, pages + 1))
    assert max(lengths) <= most
    assert max(lengths) - min(lengths) <= 1
    assert len(ranges) % workers == 0


def dying_once(raw: Path, options: Options, task: page_splitting._Task) -> object:
    """Kill the process at its first part, once."""
    mark = raw / KILLED
    if task.pages and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return page_splitting._run_task(raw, options, task)


def dying(raw: Path, options: Options, task: page_splitting._Task) -> object:
    """Kill the process at every part."""
    if task.pages:
        os.kill(os.getpid(), signal.SIGKILL)
    return page_splitting._run_task(raw, options, task)


def given(folder: Path, options: Options) -> Sequence[DocumentResult | LostTask]:
    sources = [replace(describe_file(folder / name), path=name) for name in ("long.pdf", "short.txt")]
    found = dict(page_splitting.extract_in_pool(folder, sources, options))
    return [found[index] for index in range(len(sources))]


OPTIONS = Options(2, False, Limits(), True, 2)


def test_a_process_killed_at_a_part_is_replaced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = given(folder, replace(OPTIONS, pages_per_task=0))
    monkeypatch.setattr(page_splitting, "_run_task", dying_once)
    try:
        again = given(folder, OPTIONS)
        assert (folder / KILLED).exists()
    finally:
        (folder / KILLED).unlink(missing_ok=True)
    assert [timed.extraction for timed in again if isinstance(timed, DocumentResult)] == [
        timed.extraction for timed in whole if isinstance(timed, DocumentResult)
    ]
    assert len(again) == 2


@pytest.mark.slow
def test_a_part_that_kills_twice_fails_its_document_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_splitting, "_run_task", dying)
    long, short = given(folder, OPTIONS)
    assert isinstance(long, LostTask)
    assert long.code == "worker-died"
    assert isinstance(short, DocumentResult)
    assert short.extraction.document["status"] == "ok"


def test_parts_together_may_take_no_longer_than_a_document(folder: Path) -> None:
    limits = Limits(seconds=0.0)
    part = page_splitting._PageRangeResult(1, b"", 0.5, 1)
    task = page_splitting._Task(0, describe_file(folder / "long.pdf"), pages=(1, 2))
    ((_, lost),) = page_splitting._collect_range(page_splitting._SplitDocument(1), task, part, [], limits)
    assert lost.code == "time-limit"
