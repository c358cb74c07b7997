"""Charts of kept tables as small SVG files: ratios as bars, seconds over documents as lines, stages as shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_OURS, _OTHERS = "#2166ac", "#92c5de"
_LINES = (_OURS, "#b2182b")
_FIXED: dict[Any, Any] = {"svg.hashsalt": "bench", "svg.fonttype": "none", "font.sans-serif": ["DejaVu Sans"]}
"""Words stay words, and the same numbers give the same file."""

Kept = Mapping[str, Any]
"""A kept table: title, machine, columns, rows, notes."""


def draw(name: str, kept: Kept, folder: Path) -> Path | None:
    """Draw the chart of a kept table, where there is one for it, into a folder; return the file."""
    drawing = CHARTS.get(name)
    if drawing is None or not kept["rows"]:
        return None
    import matplotlib as mpl

    mpl.use("svg")
    with mpl.rc_context(_FIXED):
        figure = drawing(kept)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.svg"
        figure.savefig(path, metadata={"Date": None, "Creator": None})
        # One line end at the end of each line, none before it: as editors and checks want it.
        path.write_text("\n".join(line.rstrip() for line in path.read_text("utf-8").splitlines()) + "\n", "utf-8")
    return path


def ratios(kept: Kept) -> Figure:
    """Draw how many times the speed of the base each tool has, on a logarithmic scale."""
    column = next(at for at, head in enumerate(kept["columns"]) if head.startswith("times "))
    measured = [(row[0], float(row[column])) for row in kept["rows"] if isinstance(row[column], int | float)]
    figure, axes = _figure(
        len(measured), kept, f"{kept['columns'][column]} (CPU time, logarithmic scale; more is faster)"
    )
    colours = [_OURS if name.startswith("ogp") else _OTHERS for name, _ in measured]
    bars = axes.barh([name for name, _ in measured], [ratio for _, ratio in measured], color=colours)
    axes.bar_label(bars, [f"{ratio:,.1f}" for _, ratio in measured], padding=4, fontsize="small")
    axes.set_xscale("log")
    axes.set_xlim(0.5 * min(1.0, *(ratio for _, ratio in measured)), 3 * max(ratio for _, ratio in measured))
    axes.axvline(1, color="0.6", linewidth=0.8)
    axes.invert_yaxis()
    return figure


def scaling(kept: Kept) -> Figure:
    """Draw seconds of first runs, by the clock and of CPU, over documents: all on logarithmic scales."""
    documents, workers, *times = (
        kept["columns"].index(head) for head in ("documents", "workers", "seconds", "CPU seconds")
    )
    figure, axes = _figure(6, kept, "documents (logarithmic scale)")
    for colour, count in zip(_LINES, sorted({row[workers] for row in kept["rows"]}), strict=False):
        own = [row for row in kept["rows"] if row[workers] == count]
        told = f"{count} worker" + ("s" if count > 1 else "")
        for time, line, what in zip(times, ("o-", ":"), ("by the clock", "CPU"), strict=True):
            found = [row[documents] for row in own], [row[time] for row in own]
            axes.plot(*found, line, color=colour, label=f"{told}, {what}")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_ylabel("seconds (logarithmic scale)", fontsize="small", color="0.35")
    axes.legend(frameon=False, fontsize="small")
    axes.grid(visible=True, color="0.9")
    return figure


def shares(kept: Kept) -> Figure:
    """Draw the stages' shares of the CPU time, a bar for each folder that was measured."""
    heads = [at for at, head in enumerate(kept["columns"]) if head.endswith("CPU seconds")]
    stages = [row[0] for row in kept["rows"]]
    figure, axes = _figure(len(stages), kept, "share of the CPU time, %")
    height = 0.8 / len(heads)
    for at, (column, colour) in enumerate(zip(heads, (_OURS, _OTHERS), strict=False)):
        total = sum(row[column] for row in kept["rows"])
        sizes = [100 * row[column] / total for row in kept["rows"]]
        places = [place + at * height for place in range(len(stages))]
        label = kept["columns"][column].partition(":")[0]
        bars = axes.barh(places, sizes, height=height, color=colour, label=label)
        axes.bar_label(bars, [f"{size:.0f}" for size in sizes], padding=3, fontsize="x-small")
    axes.set_yticks([place + height * (len(heads) - 1) / 2 for place in range(len(stages))], stages)
    axes.invert_yaxis()
    axes.legend(frameon=False, fontsize="small")
    return figure


CHARTS: dict[str, Callable[[Kept], Figure]] = {
    "reading": ratios,
    "peers": ratios,
    "scaling": scaling,
    "stages": shares,
}


def _figure(rows: float, kept: Kept, unit: str) -> tuple[Figure, Any]:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8.5, 0.42 * max(rows, 4) + 1.5), layout="constrained")
    figure.suptitle(kept["title"], x=0.01, ha="left", fontweight="bold", fontsize="large")
    figure.supxlabel(f"make bench, on {kept['machine']}", x=0.01, ha="left", fontsize="x-small", color="0.4")
    axes.set_xlabel(unit, fontsize="small", color="0.35")
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes
