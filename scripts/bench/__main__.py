"""Run the benchmarks, print their tables and keep them where asked.

python -m scripts.bench [NAME ...] [--quick] [--keep]
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from scripts.bench._found import measured, names
from scripts.bench._table import Table, keep, markdown


def main(arguments: Sequence[str]) -> int:
    """Measure the named benchmarks (all of them where none is named), one after the other."""
    quick, kept = "--quick" in arguments, "--keep" in arguments
    chosen = [argument for argument in arguments if not argument.startswith("--")] or names()
    if unknown := [name for name in chosen if name not in names()]:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(names())}", file=sys.stderr)
        return 2
    found: dict[str, tuple[str, Table]] = {}
    for name in chosen:
        # Memory that one benchmark took must not count for the next.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as own:
            found[name] = title, table = own.submit(measured, name, quick).result()
        print(f"\n{title}\n\n{markdown(table)}", flush=True)
    if kept:
        keep(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
