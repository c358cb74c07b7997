"""Workers: a task that dies, hangs or bloats its process is lost alone, with the cause; the others are done."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.execution.worker_pool import MAX_TASKS_PER_WORKER, LostTask, run_tasks
from pipeline.runtime.limits import MEGABYTE, Limits

LIMITS = Limits(seconds=60, memory=600 * MEGABYTE)
SHORT = Limits(seconds=10, memory=600 * MEGABYTE)

# The work is Python's own `eval`: it can be sent to a worker and provokes all that a hostile document might.
EXIT = "__import__('os')._exit(3)"
SIGNAL = "__import__('os').kill(__import__('os').getpid(), 11)"
HANG = "__import__('time').sleep(600)"
BLOAT = "len(bytearray(900 << 20))"
SYSTEM_EXIT = "__import__('sys').exit(1)"
UNSENDABLE = "lambda: 0"
BROKEN = "1 / 0"

CAUSES = {
    EXIT: ("worker-died", "exit code 3"),
    SIGNAL: ("worker-died", "signal 11"),
    HANG: ("time-limit", "10 seconds"),
    BLOAT: ("memory-limit", "600 MB"),
    SYSTEM_EXIT: ("worker-died", "SystemExit"),
    UNSENDABLE: ("worker-died", "pickle"),
    BROKEN: ("worker-died", "ZeroDivisionError"),
}


def outcomes(tasks: list[str], workers: int) -> list[object]:
    limits = SHORT if HANG in tasks else LIMITS
    found: dict[int, object] = dict(run_tasks(eval, tasks, workers, limits))
    return [found[index] for index in range(len(tasks))]


@pytest.mark.parametrize("workers", [1, 3])
def test_good_tasks_are_done_whatever_stands_between_them(workers: int) -> None:
    bad = [EXIT, SIGNAL, BLOAT, SYSTEM_EXIT, UNSENDABLE, BROKEN]
    tasks = [task for number, worst in enumerate(bad) for task in (f"{number} + 1", worst)]
    found = outcomes(tasks, workers)
    assert found[::2] == [1, 2, 3, 4, 5, 6]
    assert all(isinstance(outcome, LostTask) for outcome in found[1::2])


@pytest.mark.parametrize("task", CAUSES)
def test_the_cause_is_told(task: str) -> None:
    code, words = CAUSES[task]
    (lost,) = outcomes([task], 1)
    assert isinstance(lost, LostTask)
    assert lost.code == code
    assert words in lost.cause


def test_a_hanging_task_costs_no_other() -> None:
    found = outcomes(["1", HANG, "2", "3"], 2)
    assert isinstance(found[1], LostTask)
    assert [found[0], found[2], found[3]] == [1, 2, 3]


def test_a_task_that_fails_once_is_done_again_alone(tmp_path: Path) -> None:
    mark = str(tmp_path / "tried")
    once = f"'again' if __import__('os').path.exists({mark!r}) else __import__('os').mkdir({mark!r}) or {EXIT}"
    assert outcomes(["1", once, "2"], 2) == [1, "again", 2]


@pytest.mark.parametrize(
    "task",
    [
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('socket').getaddrinfo('example.org', 80)",
        "__import__('urllib.request').request.urlopen('http://127.0.0.1:9/')",
        "__import__('subprocess').run(['true'])",
        "__import__('os').system('true')",
    ],
)
def test_workers_reach_no_network_and_start_no_program(task: str) -> None:
    (lost,) = outcomes([task], 1)
    assert isinstance(lost, LostTask)
    assert "SandboxError" in lost.cause


def test_a_worker_that_grew_is_replaced_so_that_the_next_document_has_the_whole_limit() -> None:
    keep = "__builtins__.setdefault('kept', []).append(bytearray(470 << 20)) or __import__('os').getpid()"
    # The libraries that the server may have loaded by now take 300 MB.
    found = dict(run_tasks(eval, [keep] * 4, 1, Limits(seconds=60, memory=900 * MEGABYTE)))
    assert not any(isinstance(outcome, LostTask) for outcome in found.values())
    assert len(set(found.values())) == 4


def test_workers_stay_for_many_tasks() -> None:
    found = outcomes(["__import__('os').getpid()"] * 20, 2)
    assert 1 <= len(set(found)) <= 2


def test_a_worker_has_the_environment_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "__import__('os').environ.get('OGP_CACHE')"
    for folder in ("first", "second"):
        monkeypatch.setenv("OGP_CACHE", folder)
        assert outcomes([asked], 1) == [folder]


def test_no_task_needs_no_worker() -> None:
    assert outcomes([], 4) == []


def test_a_script_without_a_main_guard_runs_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "print('started')\n"
        "from pipeline.execution.worker_pool import run_tasks\n"
        "print(list(run_tasks(len, ['ab', 'c'], 2)))\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=900)
    assert done.stdout.count("started") == 1
    assert "(0, 2)" in done.stdout


def test_workers_find_loaded_what_the_server_was_asked_to_load() -> None:
    program = """
import os
from pipeline.execution.worker_pool import run_tasks, start_server
os.environ["OMP_NUM_THREADS"] = "7"
if __name__ == "__main__":
    start_server("pipeline.execution.preload")
    loaded = "sorted({'py3langid', 'pipeline.parsers.template_parser'} & set(__import__('sys').modules))"
    named = "__import__('pipeline.cache.keys', fromlist=['_']).plugin_digest.cache_info().currsize"
    print(dict(run_tasks(eval, [loaded, named], 1)))
    print(os.environ["OMP_NUM_THREADS"], os.environ.get("MKL_NUM_THREADS"))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=900)
    told = "{0: ['pipeline.parsers.template_parser', 'py3langid'], 1: 1}"  # its digest is taken with the code
    assert done.stdout.splitlines() == [told, "7 None"], done.stderr


def test_a_server_that_can_load_nothing_serves_all_the_same() -> None:
    program = """
from pipeline.execution.worker_pool import run_tasks, start_server
start_server("no_such_module")
print(dict(run_tasks(eval, ["1 + 1"], 1)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=900)
    assert done.stdout == "{0: 2}\n", done.stderr


def test_a_process_does_many_tasks_but_not_all() -> None:
    same = ["__import__('os').getpid()"]
    found = dict(run_tasks(eval, same * (MAX_TASKS_PER_WORKER + 10), 1, LIMITS))
    assert len(found) == MAX_TASKS_PER_WORKER + 10
    assert len(set(found.values())) == 2


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted under /proc")
def test_workers_of_a_small_process_without_threads_are_forked_and_end_with_it(tmp_path: Path) -> None:
    """A forked worker has the pipes of its parent: it must not hold the one whose end tells it that the run is over."""
    script = """
import os, sys, time
from functools import partial
from pathlib import Path
from pipeline.execution import worker_pool
from pipeline.runtime.limits import Limits
assert worker_pool._start_context(Limits()).get_start_method() == "fork"
def work(folder, name):
    (folder / name).write_text(str(os.getpid()))
    time.sleep(60)
list(worker_pool.run_tasks(partial(work, Path(sys.argv[1])), ["a", "b"], 2))
"""
    run = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)])
    names = [tmp_path / "a", tmp_path / "b"]
    wait_until(lambda: all(name.exists() and name.read_text() for name in names))
    run.kill()
    run.wait()
    workers = [int(name.read_text()) for name in names]
    wait_until(lambda: not any(_is_running(worker) for worker in workers))


def _is_running(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_until(is_true: Callable[[], bool]) -> None:
    """Wait until something is true; a test that waits for a minute has failed."""
    for _ in range(600):
        if is_true():
            return
        time.sleep(0.1)
    pytest.fail("It did not become true within a minute.")
