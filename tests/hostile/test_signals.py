"""A signal stops a run in an orderly way, and no worker outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.runtime.signals import Stopped, stop_on_signals

PLUGIN = """
import time
from pathlib import Path


def work(task):
    Path(task).write_text(str(__import__("os").getpid()))
    end = time.monotonic() + 120
    while time.monotonic() < end:
        pass
"""
RUN = """
import sys
sys.path.insert(0, sys.argv[1])
import busy
from pipeline.execution.worker_pool import run_tasks
from pipeline.runtime.signals import Stopped, stop_on_signals

try:
    with stop_on_signals():
        list(run_tasks(busy.work, [sys.argv[2]], 1))
except Stopped as stopped:
    print(stopped.message)
    sys.exit(stopped.exit_code)
"""


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").exists(), reason="needs /proc to see processes")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_busy_worker_outlives_its_run(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "busy.py").write_text(PLUGIN, encoding="utf-8")
    mark = tmp_path / "started"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])}
    run = subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path), str(mark)], env=environment)
    end = time.monotonic() + 100
    while not (mark.exists() and mark.read_text()) and time.monotonic() < end:
        time.sleep(0.1)
    worker = int(mark.read_text())
    assert is_running(worker)
    run.send_signal(number)
    code = run.wait(60)
    assert code == (-number if number == signal.SIGKILL else 128 + number)
    end = time.monotonic() + 30
    while is_running(worker) and time.monotonic() < end:
        time.sleep(0.1)
    assert not is_running(worker)


def test_a_signal_is_raised_once_and_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)

    def stop_oneself() -> None:
        with stop_on_signals():
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(5)

    with pytest.raises(Stopped) as stopped:
        stop_oneself()
    assert (stopped.value.exit_code, "SIGTERM" in stopped.value.message) == (143, True)
    assert signal.getsignal(signal.SIGTERM) == before
