"""Documents read on a Dask cluster: the same bytes as here, also when a worker is killed; and clear words otherwise."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline import __version__
from pipeline.cli import main
from pipeline.execution.cluster import Batch, OtherVersionError, extract_batch, process_identity
from pipeline.run.extract_folder import extract_folder
from pipeline.runtime.limits import EngineError, ExecutionEngine, Limits, OptionError, Options
from tests.execution.cluster.dask_cluster import Cluster, cluster
from tests.table_bytes import table_bytes

pytestmark = pytest.mark.slow

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

ROOT = Path(__file__).parents[3]
COPIES = 3


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Specimens, some of them as several documents; one that no reader can read."""
    folder = tmp_path_factory.mktemp("raw")
    (folder / "norlandia").mkdir()
    for source in sorted((ROOT / "raw" / "norlandia").glob("*.txt"))[:2]:
        shutil.copy(source, folder / "norlandia")
    for source in sorted((ROOT / "raw" / "norlandia").glob("QN*.html"))[:2]:
        for copy in range(COPIES):
            (folder / f"{source.stem}-{copy}.html").write_text(f"{source.read_text()}<!-- {copy} -->")
    shutil.copy(ROOT / "raw" / "registry" / "registry-norlandia.csv", folder / "norlandia")  # the one with cells
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of a page")
    return folder


@pytest.fixture(scope="module")
def local(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("local") / "out"
    extract_folder(raw, out, workers=2, use_cache=False)
    return table_bytes(out)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster") / "c") as found:
        yield found


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OGP_CACHE", str(tmp_path / "client-cache"))


def engine(found: Cluster, wait: float = 60) -> ExecutionEngine:
    return ExecutionEngine("dask", found.address, wait)


def test_the_tables_are_those_of_a_local_run(raw: Path, local: dict[str, bytes], two: Cluster, tmp_path: Path) -> None:
    steps: list[int] = []
    out = tmp_path / "out"
    summary = extract_folder(raw, out, engine=engine(two), progress=lambda done, *_: steps.append(done))
    assert table_bytes(out) == local
    assert summary.failed == ("broken.pdf",)
    # The stages after the documents report the same number again.
    assert list(dict.fromkeys(steps)) == list(range(1, max(steps) + 1))
    # What the workers worked out is kept here: a run without the cluster reads nothing but what failed.
    again = extract_folder(raw, tmp_path / "again", workers=1)
    assert table_bytes(tmp_path / "again") == local
    log = (tmp_path / "again" / "run.jsonl").read_text()
    assert log.count('"cached": true') == max(steps) - 1
    assert not again.is_unchanged


def test_a_worker_that_is_killed_in_mid_run_costs_nothing(raw: Path, local: dict[str, bytes], tmp_path: Path) -> None:
    with cluster(tmp_path / "c") as found:
        killed: list[int] = []

        def kill_one(done: int, *_: object) -> None:
            if done == 2:
                process = found.processes["one"]
                os.kill(process.pid, signal.SIGKILL)
                killed.append(process.wait())

        summary = extract_folder(raw, tmp_path / "out", engine=engine(found), progress=kill_one, use_cache=False)
        assert killed == [-signal.SIGKILL]
        assert found.processes["two"].poll() is None
    assert table_bytes(tmp_path / "out") == local
    assert summary.failed == ("broken.pdf",)


def test_a_document_that_exceeds_a_limit_fails_alone_and_takes_no_worker_along(
    raw: Path, two: Cluster, tmp_path: Path
) -> None:
    limits = Limits(cells=3)
    here = extract_folder(raw, tmp_path / "here", limits=limits, workers=2, use_cache=False)
    there = extract_folder(raw, tmp_path / "there", limits=limits, engine=engine(two), use_cache=False)
    assert here.failed == there.failed
    assert len(here.failed) > 1
    assert table_bytes(tmp_path / "here") == table_bytes(tmp_path / "there")
    assert all(process.poll() is None for process in two.processes.values())


def test_a_worker_under_a_nanny_may_have_children(raw: Path, tmp_path: Path) -> None:
    small = tmp_path / "raw"
    small.mkdir()
    shutil.copy(next(raw.glob("QN*.html")), small)
    with cluster(tmp_path / "c", ("one",), nanny=True) as found:
        assert extract_folder(small, tmp_path / "out", engine=engine(found), use_cache=False).failed == ()


def test_a_worker_of_another_version_is_refused(raw: Path, tmp_path: Path) -> None:
    other = tmp_path / "site" / "pipeline"
    shutil.copytree(ROOT / "pipeline", other, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "schemas", other / "schemas")
    (other / "__init__.py").write_text((other / "__init__.py").read_text().replace(f'"{__version__}"', '"0.0.9"'))
    with cluster(tmp_path / "c", ()) as found:
        found.worker("old", "--no-nanny", PYTHONPATH=str(tmp_path / "site"))
        found.until("old", "Registered to")
        versions = rf"it has ogp-pipeline 0\.0\.9, this machine has {re.escape(__version__)}"
        with pytest.raises(EngineError, match=versions) as told:
            extract_folder(raw, tmp_path / "out", engine=engine(found), use_cache=False)
    assert "same lock file" in str(told.value)
    assert not (tmp_path / "out").exists()


def test_a_batch_is_refused_by_a_worker_that_joined_later() -> None:
    asker = replace(process_identity(), schemas="0" * 64)
    with pytest.raises(OtherVersionError, match="other schemas"):
        extract_batch(Batch(asker, Options(1), (), ()))


def test_a_scheduler_that_is_not_there_is_told_in_time(raw: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    call = ["extract", str(raw), "--out", str(tmp_path / "out"), "--engine", "dask", "--scheduler-wait", "1"]
    done = CliRunner().invoke(main, [*call, "--scheduler", address])
    assert done.exit_code == 2
    assert f"No Dask scheduler answers at {address} within 1 seconds" in done.output.replace("\n", " ")
    assert not (tmp_path / "out").exists()
    done = CliRunner().invoke(main, [*call, "--scheduler", "nonsense://x"])
    assert done.exit_code == 2
    assert "No Dask scheduler answers" in done.output


def test_a_cluster_without_workers_is_told(raw: Path, tmp_path: Path) -> None:
    with cluster(tmp_path / "c", ()) as found, pytest.raises(EngineError, match=r"has no worker\. Start some"):
        extract_folder(raw, tmp_path / "out", engine=engine(found, wait=1))


def test_the_last_worker_lost_is_told_and_what_was_read_is_kept(raw: Path, tmp_path: Path) -> None:
    with cluster(tmp_path / "c", ("one",)) as found:

        def kill(done: int, *_: object) -> None:
            if done == 3:
                found.processes["one"].kill()

        with pytest.raises(EngineError, match="has had no worker for 2 seconds"):
            extract_folder(raw, tmp_path / "out", engine=engine(found, wait=2), progress=kill)
    assert not (tmp_path / "out").exists()
    steps: list[str] = []
    extract_folder(raw, tmp_path / "out", workers=1, progress=lambda done, _, path: steps.append(path))
    assert (tmp_path / "out" / "run.jsonl").read_text().count('"cached": true') >= 3


def test_a_scheduler_that_goes_in_mid_run_is_told(raw: Path, tmp_path: Path) -> None:
    with cluster(tmp_path / "c", ("one",)) as found:

        def kill(done: int, *_: object) -> None:
            if done == 2:
                found.processes["scheduler"].kill()

        with pytest.raises(EngineError, match=r"connection to the Dask scheduler .* was lost"):
            extract_folder(raw, tmp_path / "out", engine=engine(found, wait=5), progress=kill, use_cache=False)
    assert not (tmp_path / "out").exists()


def test_without_the_extra_the_error_names_it(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineError, match=r"pip install 'ogp-pipeline\[cluster\]'"):
        extract_folder(raw, tmp_path / "out", engine=ExecutionEngine("dask", "tcp://127.0.0.1:1"), use_cache=False)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (ExecutionEngine("spark"), "There is no engine 'spark'"),
        (ExecutionEngine("dask"), "needs the address of its scheduler"),
        (ExecutionEngine("processes", "tcp://h:1"), "add --engine dask"),
    ],
)
def test_engines_that_make_no_sense_are_refused(asked: ExecutionEngine, told: str, raw: Path, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=told):
        extract_folder(raw, tmp_path / "out", engine=asked)
