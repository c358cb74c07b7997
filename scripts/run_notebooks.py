"""Execute notebooks on extracted tables: `python -m scripts.run_notebooks notebooks --extracted extracted`.

The notebooks themselves are never written to: they are kept without outputs. `--write DIR` keeps executed copies.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]

SECONDS = 120
"""Time that one cell may take."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Execute what is named; return 0 where all cells ran, 1 where one failed, 2 where there is nothing to run."""
    parser = argparse.ArgumentParser(prog="python -m scripts.run_notebooks", description="Execute notebooks.")
    parser.add_argument("paths", nargs="+", type=Path, help="notebooks, or folders of notebooks")
    parser.add_argument("--extracted", type=Path, default=Path("extracted"), help="extracted folder they read")
    parser.add_argument("--write", type=Path, default=None, help="folder for executed copies")
    options = parser.parse_args(arguments)
    found = list(list_notebooks(options.paths))
    if not found:
        print(f"There is no notebook in {', '.join(map(str, options.paths))}.", file=sys.stderr)
        return 2
    if not any(options.extracted.glob("*.parquet")):
        print(f"{options.extracted} holds no tables: run `make extract` first, or name --extracted.", file=sys.stderr)
        return 2
    return max(_run_cells(path, options.extracted, options.write) for path in found)


def list_notebooks(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the notebooks among files and in folders, sorted in each, without the copies that Jupyter keeps."""
    for path in paths:
        files = sorted(path.rglob("*.ipynb")) if path.is_dir() else [path]
        yield from (file for file in files if ".ipynb_checkpoints" not in file.parts)


def execute_notebook(path: Path, extracted: Path) -> Any:
    """Execute a notebook in the checkout's folder and return it with outputs; raise `CellExecutionError` on a fault."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    environment = {
        **os.environ,
        "OGP_EXTRACTED": str(extracted.resolve()),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
    client = NotebookClient(
        notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
    )
    return client.execute(env=environment)


def _run_cells(path: Path, extracted: Path, write: Path | None) -> int:
    import nbformat
    from nbclient.exceptions import CellExecutionError

    started = time.monotonic()
    try:
        executed = execute_notebook(path, extracted)
    except CellExecutionError as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 1
    print(f"{path}: {len(executed.cells)} cells in {time.monotonic() - started:.1f} s")
    if write:
        write.mkdir(parents=True, exist_ok=True)
        nbformat.write(executed, write / path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
