"""Answer with what a tool reads of each file that is named; runs in the tool's own environment, without this project.

`python -P serve.py ADAPTER`: each line of input is a path as JSON, each line of output an answer as JSON: rows of cells
(or of single lines of text), CPU seconds and seconds on the wall, or the error that stopped the tool.
"""

from __future__ import annotations

import json
import os
import resource
import runpy
import sys
import time


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def main() -> None:
    """Serve until the input ends. What the tool prints itself goes to the error stream."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)
        read = runpy.run_path(sys.argv[1])["read"]
        for line in sys.stdin:
            before, began = _cpu(), time.perf_counter()
            try:
                answer = {"rows": read(json.loads(line))}
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            answer |= {"cpu": _cpu() - before, "wall": time.perf_counter() - began}
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
