"""Charts for notebooks: counts as stacked bars, pairs as a matrix, reforms along the plans. Needs matplotlib.

Each chart carries its title, its unit and its source, and returns the figure, for `savefig`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

LEVELS = {
    "not_started": "#b2182b",
    "limited": "#f4a582",
    "substantial": "#92c5de",
    "complete": "#2166ac",
    "withdrawn": "#bababa",
}
"""Completion levels in their order, each with its colour."""

LIGHTS = {"not_started_or_delayed": "#c0392b", "limited": "#fdb863", "complete_or_substantial": "#1b7837"}
"""Colours of a traffic-light report, worst first."""

UNKNOWN = "#d9d9d9"
_LONGEST = 46


def words(code: object) -> str:
    """Return a code as people read it.

    >>> words("complete_or_substantial")
    'complete or substantial'
    """
    return str(code).replace("_", " ")


def stacked(
    counts: pd.DataFrame, colours: Mapping[str, str], *, title: str, unit: str, source: str, share: bool = False
) -> Figure:
    """Draw a bar for each row of counts, parted by columns, with the numbers in it; `share` makes bars equally long.

    Columns are drawn in the order of `colours`; a column without a colour is left out.
    """
    figure, axes = _figure(len(counts), source)
    shown = counts.reindex(columns=list(colours), fill_value=0)
    sizes = shown.div(shown.sum(axis=1).where(lambda total: total > 0, 1), axis=0) if share else shown
    names = [_short(name) for name in shown.index]
    left = [0.0] * len(shown)
    for level, colour in colours.items():
        bars = axes.barh(range(len(names)), sizes[level], left=left, color=colour, label=words(level))
        ink = "white" if _dark(colour) else "black"
        # A number that its part can't hold is left out.
        least = 0.03 * max(1e-9, float(sizes.sum(axis=1).max()))
        numbers = [str(n) if size >= least else "" for n, size in zip(shown[level], sizes[level], strict=True)]
        if len(colours) > 1:
            axes.bar_label(bars, numbers, label_type="center", color=ink, fontsize="small")
        left = [start + float(size) for start, size in zip(left, sizes[level], strict=True)]
    for place, (end, total) in enumerate(zip(left, shown.sum(axis=1), strict=True)):
        axes.annotate(f"{total}", (end, place), (4, 0), textcoords="offset points", va="center", fontsize="small")
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlabel(
        unit + (", as shares; the total stands at the right" if share else ""), fontsize="small", color="0.35"
    )
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(left=False, bottom=False, labelbottom=False)
    if len(colours) > 1:
        _legend(figure, title, axes.get_legend_handles_labels()[0])
    else:
        _headed(figure, title)
    return figure


def matrix(
    counts: pd.DataFrame, *, title: str, rows: str, columns: str, unit: str, source: str, percent: bool = False
) -> Figure:
    """Draw a table of numbers as a heat map: `rows` and `columns` name the axes, `unit` what a number counts."""
    figure, axes = _figure(len(counts) * 1.3, source)
    values = counts.astype(float).to_numpy()
    top = max(float(values.max()) if values.size else 0.0, 1e-9)
    axes.imshow(values, cmap="Blues", vmin=0, vmax=1 if percent else top, aspect="auto")
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            text = f"{value:.0%}" if percent else f"{value:.0f}"
            ink = "white" if value > 0.6 * (1 if percent else top) else "0.2"
            axes.text(column, row, text if value else "·", ha="center", va="center", color=ink, fontsize="small")
    axes.set_xticks(range(counts.shape[1]), [textwrap.fill(words(name), 11) for name in counts.columns])
    axes.set_yticks(range(len(counts)), [_short(name) for name in counts.index])
    axes.tick_params(length=0, labelsize="small" if counts.shape[1] < 8 else "x-small")
    axes.set_xlabel(f"{columns}  ({unit})", fontsize="small", color="0.35")
    axes.set_ylabel(rows, fontsize="small", color="0.35")
    axes.spines[:].set_visible(False)
    _headed(figure, title)
    return figure


def paths(
    steps: pd.DataFrame, colours: Mapping[str, str], *, title: str, unit: str, source: str, names: Sequence[str] = ()
) -> Figure:
    """Draw a line for each reform through its plans: columns `reform`, `year`, `level` and `label` of each step."""
    reforms = list(names) or list(dict.fromkeys(steps["reform"]))
    figure, axes = _figure(len(reforms), source)
    for place, reform in enumerate(reforms):
        own = steps[steps["reform"] == reform].sort_values("year")
        axes.plot(own["year"], [place] * len(own), color="0.75", linewidth=2, zorder=1)
        ink = [colours.get(str(level), UNKNOWN) for level in own["level"]]
        axes.scatter(own["year"], [place] * len(own), s=120, c=ink, edgecolors="0.3", linewidths=0.6, zorder=2)
        for year, label in _at_one_place(own):
            axes.annotate(label, (year, place), (0, 9), textcoords="offset points", ha="center", fontsize="x-small")
    axes.set_yticks(range(len(reforms)), [_short(name) for name in reforms], fontsize="small")
    axes.set_ylim(len(reforms) - 0.4, -0.7)
    years = sorted({int(year) for year in steps["year"]})
    axes.set_xticks(years, [str(year) for year in years], rotation=45 if len(years) > 6 else 0)
    axes.set_xlabel(unit, fontsize="small", color="0.35")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(left=False)
    _legend(figure, title, _levels({**colours, "not told": UNKNOWN}))
    return figure


def _at_one_place(steps: pd.DataFrame) -> list[tuple[float, str]]:
    """Return year and label of the steps; where a plan has several, the first is named and the others are counted.

    >>> import pandas
    >>> _at_one_place(pandas.DataFrame({"year": [2016, 2019, 2019], "label": ["QN0006", "QN0015", "QN0016"]}))
    [(2016, 'QN0006'), (2019, 'QN0015 +1')]
    """
    found: dict[float, list[str]] = {}
    for year, label in zip(steps["year"].tolist(), steps["label"], strict=True):
        found.setdefault(year, []).append(str(label))
    return [(year, some[0] + (f" +{len(some) - 1}" if some[1:] else "")) for year, some in found.items()]


def _levels(colours: Mapping[str, str]) -> list[Any]:
    from matplotlib.lines import Line2D

    look: dict[str, Any] = {"marker": "o", "linestyle": "", "markeredgecolor": "0.3", "markersize": 8}
    return [Line2D([], [], color=colour, label=words(level), **look) for level, colour in colours.items()]


def _legend(figure: Figure, title: str, handles: Sequence[Any]) -> None:
    """Write the colours' names above the chart, and the title above them."""
    look: dict[str, Any] = {"frameon": False, "fontsize": "small", "alignment": "left", "borderpad": 0.2}
    bold = {"weight": "bold", "size": "large"}
    figure.legend(
        handles=handles, title=title, title_fontproperties=bold, loc="outside upper left", ncols=len(handles), **look
    )


def _headed(figure: Figure, title: str) -> None:
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold", fontsize="large")


def _figure(rows: float, source: str) -> tuple[Figure, Any]:
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError("matplotlib is not installed: pip install matplotlib.") from error
    figure, axes = plt.subplots(figsize=(9, 0.48 * max(rows, 1) + 1.9), layout="constrained")
    figure.supxlabel(source, x=0.01, ha="left", fontsize="x-small", color="0.4")
    return figure, axes


def _short(name: object) -> str:
    r"""Return a name on at most two lines.

    >>> _short("A" * 30 + " " + "B" * 30)
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB'
    """
    lines = textwrap.wrap(words(name), _LONGEST, max_lines=2, placeholder=" …")
    return "\n".join(lines)


def _dark(colour: str) -> bool:
    """Tell whether white reads better than black on a colour such as #2166ac.

    >>> _dark("#2166ac"), _dark("#fdb863")
    (True, False)
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140
