"""Charts for notebooks: counts as stacked bars, pairs as a matrix, reforms along plans. Needs matplotlib.

Each chart shows its title, unit and source, and is returned as a figure, for `savefig`.
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
"""Completion levels in order, each with its color."""

LIGHTS = {"not_started_or_delayed": "#c0392b", "limited": "#fdb863", "complete_or_substantial": "#1b7837"}
"""Colors of a traffic-light report, worst first."""

UNKNOWN = "#d9d9d9"
_MAX_LABEL_LENGTH = 46
"""Characters per line of an axis label: longer ones leave too little room for the bars."""


def code_words(code: object) -> str:
    """Return a code as people read it.

    >>> code_words("complete_or_substantial")
    'complete or substantial'
    """
    return str(code).replace("_", " ")


def draw_stacked_bars(
    counts: pd.DataFrame, colours: Mapping[str, str], *, title: str, unit: str, source: str, share: bool = False
) -> Figure:
    """Draw a bar for each row of counts, divided by columns, with numbers in it; `share` makes all bars equally long.

    Columns are drawn in the order of `colours`; a column without a color is left out.
    """
    figure, axes = _make_figure(len(counts), source)
    selected = counts.reindex(columns=list(colours), fill_value=0)
    sizes = selected.div(selected.sum(axis=1).where(lambda total: total > 0, 1), axis=0) if share else selected
    names = [_wrap_name(name) for name in selected.index]
    left = [0.0] * len(selected)
    for level, colour in colours.items():
        bars = axes.barh(range(len(names)), sizes[level], left=left, color=colour, label=code_words(level))
        ink = "white" if _is_dark(colour) else "black"
        # Leave out numbers that do not fit into their segment.
        min_size = 0.03 * max(1e-9, float(sizes.sum(axis=1).max()))
        numbers = [str(n) if size >= min_size else "" for n, size in zip(selected[level], sizes[level], strict=True)]
        if len(colours) > 1:
            axes.bar_label(bars, numbers, label_type="center", color=ink, fontsize="small")
        left = [start + float(size) for start, size in zip(left, sizes[level], strict=True)]
    for row, (end, total) in enumerate(zip(left, selected.sum(axis=1), strict=True)):
        axes.annotate(f"{total}", (end, row), (4, 0), textcoords="offset points", va="center", fontsize="small")
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlabel(unit + (", as shares; the total is at the right" if share else ""), fontsize="small", color="0.35")
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(left=False, bottom=False, labelbottom=False)
    if len(colours) > 1:
        _add_legend(figure, title, axes.get_legend_handles_labels()[0])
    else:
        _add_title(figure, title)
    return figure


def draw_heat_map(
    counts: pd.DataFrame, *, title: str, rows: str, columns: str, unit: str, source: str, percent: bool = False
) -> Figure:
    """Draw a table of numbers as a heat map: `rows` and `columns` name the axes, `unit` what a number counts."""
    figure, axes = _make_figure(len(counts) * 1.3, source)
    values = counts.astype(float).to_numpy()
    top = max(float(values.max()) if values.size else 0.0, 1e-9)
    axes.imshow(values, cmap="Blues", vmin=0, vmax=1 if percent else top, aspect="auto")
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            text = f"{value:.0%}" if percent else f"{value:.0f}"
            ink = "white" if value > 0.6 * (1 if percent else top) else "0.2"
            axes.text(column, row, text if value else "·", ha="center", va="center", color=ink, fontsize="small")
    axes.set_xticks(range(counts.shape[1]), [textwrap.fill(code_words(name), 11) for name in counts.columns])
    axes.set_yticks(range(len(counts)), [_wrap_name(name) for name in counts.index])
    axes.tick_params(length=0, labelsize="small" if counts.shape[1] < 8 else "x-small")
    axes.set_xlabel(f"{columns}  ({unit})", fontsize="small", color="0.35")
    axes.set_ylabel(rows, fontsize="small", color="0.35")
    axes.spines[:].set_visible(False)
    _add_title(figure, title)
    return figure


def draw_paths(
    steps: pd.DataFrame, colours: Mapping[str, str], *, title: str, unit: str, source: str, names: Sequence[str] = ()
) -> Figure:
    """Draw a line for each reform through its plans: columns `reform`, `year`, `level` and `label` of each step."""
    reforms = list(names) or list(dict.fromkeys(steps["reform"]))
    figure, axes = _make_figure(len(reforms), source)
    for row, reform in enumerate(reforms):
        own_steps = steps[steps["reform"] == reform].sort_values("year")
        axes.plot(own_steps["year"], [row] * len(own_steps), color="0.75", linewidth=2, zorder=1)
        ink = [colours.get(str(level), UNKNOWN) for level in own_steps["level"]]
        axes.scatter(
            own_steps["year"], [row] * len(own_steps), s=120, c=ink, edgecolors="0.3", linewidths=0.6, zorder=2
        )
        for year, label in _labels_by_year(own_steps):
            axes.annotate(label, (year, row), (0, 9), textcoords="offset points", ha="center", fontsize="x-small")
    axes.set_yticks(range(len(reforms)), [_wrap_name(name) for name in reforms], fontsize="small")
    axes.set_ylim(len(reforms) - 0.4, -0.7)
    years = sorted({int(year) for year in steps["year"]})
    axes.set_xticks(years, [str(year) for year in years], rotation=45 if len(years) > 6 else 0)
    axes.set_xlabel(unit, fontsize="small", color="0.35")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(left=False)
    _add_legend(figure, title, _level_handles({**colours, "unknown": UNKNOWN}))
    return figure


def _labels_by_year(steps: pd.DataFrame) -> list[tuple[float, str]]:
    """Return year and label of the steps; of several in one plan, the first is named and the rest counted.

    >>> import pandas
    >>> _labels_by_year(pandas.DataFrame({"year": [2016, 2019, 2019], "label": ["QN0006", "QN0015", "QN0016"]}))
    [(2016, 'QN0006'), (2019, 'QN0015 +1')]
    """
    labels: dict[float, list[str]] = {}
    for year, label in zip(steps["year"].tolist(), steps["label"], strict=True):
        labels.setdefault(year, []).append(str(label))
    return [
        (year, year_labels[0] + (f" +{len(year_labels) - 1}" if year_labels[1:] else ""))
        for year, year_labels in labels.items()
    ]


def _level_handles(colours: Mapping[str, str]) -> list[Any]:
    from matplotlib.lines import Line2D

    style: dict[str, Any] = {"marker": "o", "linestyle": "", "markeredgecolor": "0.3", "markersize": 8}
    return [Line2D([], [], color=colour, label=code_words(level), **style) for level, colour in colours.items()]


def _add_legend(figure: Figure, title: str, handles: Sequence[Any]) -> None:
    """Write the legend above the chart and the title above the legend."""
    style: dict[str, Any] = {"frameon": False, "fontsize": "small", "alignment": "left", "borderpad": 0.2}
    bold = {"weight": "bold", "size": "large"}
    figure.legend(
        handles=handles, title=title, title_fontproperties=bold, loc="outside upper left", ncols=len(handles), **style
    )


def _add_title(figure: Figure, title: str) -> None:
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold", fontsize="large")


def _make_figure(rows: float, source: str) -> tuple[Figure, Any]:
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError("matplotlib is not installed: pip install matplotlib.") from error
    figure, axes = plt.subplots(figsize=(9, 0.48 * max(rows, 1) + 1.9), layout="constrained")
    figure.supxlabel(source, x=0.01, ha="left", fontsize="x-small", color="0.4")
    return figure, axes


def _wrap_name(name: object) -> str:
    r"""Return a name on at most two lines.

    >>> _wrap_name("A" * 30 + " " + "B" * 30)
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB'
    """
    lines = textwrap.wrap(code_words(name), _MAX_LABEL_LENGTH, max_lines=2, placeholder=" …")
    return "\n".join(lines)


def _is_dark(colour: str) -> bool:
    """Return whether white text is more readable than black on a color such as #2166ac.

    >>> _is_dark("#2166ac"), _is_dark("#fdb863")
    (True, False)
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140
