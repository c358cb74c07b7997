"""Run the benchmarks, print their tables and keep them where asked."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from scripts.bench.tables import BENCHMARKS, Settings, Table, format_markdown, run_benchmark, store_tables


def main(arguments: Sequence[str]) -> int:
    """Measure the named benchmarks (all of them where none is named), one after the other."""
    options = _make_parser().parse_args(arguments)
    if unknown := [name for name in options.names if name not in BENCHMARKS]:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    settings = Settings(options.quick, options.raw, options.most, options.rounds)
    tables: dict[str, tuple[str, Table]] = {}
    for name in options.names or BENCHMARKS:
        # Memory that one benchmark took must not count for the next.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            tables[name] = title, table = process.submit(run_benchmark, name, settings).result()
        print(f"\n{title}\n\n{format_markdown(table)}", flush=True)
        if options.keep:
            store_tables({name: tables[name]})
    return 0


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; all where none is named"
    )
    parser.add_argument("--quick", action="store_true", help="small inputs and one round, to see that it runs")
    parser.add_argument("--keep", action="store_true", help="put the tables into docs/benchmarks.json and its page")
    parser.add_argument("--raw", type=Path, default=Path("raw"), help="folder of documents to measure on (raw)")
    parser.add_argument("--most", type=int, default=1_000, help="most generated documents of a run (1000)")
    parser.add_argument("--rounds", type=int, default=0, help="rounds of turns (each benchmark's own number)")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
