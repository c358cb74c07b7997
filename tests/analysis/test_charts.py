"""Charts: every number, title, unit and source is on them, whatever the counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.text import Text

from pipeline.analysis import charts

ABOUT: dict[str, Any] = {"title": "Levels", "unit": "commitments", "source": "Source: made up."}


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    mpl.use("agg")
    yield
    plt.close("all")


def texts(figure: Figure) -> list[str]:
    figure.canvas.draw()
    return [item.get_text() for item in figure.findobj(Text)]


def test_bars_carry_counts_totals_title_unit_and_source() -> None:
    counts = pd.DataFrame({"complete": [40, 0], "limited": [30, 7], "other": [9, 9]}, index=["Government", "IRM"])
    found = texts(charts.draw_stacked_bars(counts, {"limited": "#f4a582", "complete": "#2166ac"}, **ABOUT))
    assert {"40", "30", "70", "7", "Levels", "commitments", "Source: made up.", "limited", "IRM"} <= set(found)
    assert "9" not in found
    shares = texts(charts.draw_stacked_bars(counts, {"limited": "#f4a582", "complete": "#2166ac"}, share=True, **ABOUT))
    assert "70" in shares


def test_no_count_at_all_is_still_a_chart() -> None:
    counts = pd.DataFrame({"complete": [0]}, index=["IRM"])
    assert "0" in texts(charts.draw_stacked_bars(counts, {"complete": "#2166ac"}, share=True, **ABOUT))


def test_a_matrix_names_its_axes_and_shows_nothing_as_a_dot() -> None:
    counts = pd.DataFrame({"limited": [3, 0], "complete": [0, 12]}, index=["limited", "complete"])
    found = texts(charts.draw_heat_map(counts, rows="government", columns="IRM", **ABOUT))
    assert {"3", "12", "·", "government", "IRM  (commitments)"} <= set(found)
    shares = texts(charts.draw_heat_map(counts / 12, rows="government", columns="IRM", percent=True, **ABOUT))
    assert {"25%", "100%"} <= set(shares)


def test_a_path_has_a_dot_for_each_step() -> None:
    steps = pd.DataFrame(
        {"reform": ["a", "a", "b"], "year": [2014, 2018, 2014], "level": ["limited", None, "complete"]}
    )
    figure = charts.draw_paths(steps.assign(label=["QN0001", "QN0009", ""]), charts.LEVELS, **ABOUT)
    assert {"QN0001", "2018", "unknown"} <= set(texts(figure))
    dots: list[Any] = list(figure.axes[0].collections)
    assert [len(points.get_offsets()) for points in dots] == [2, 1]
