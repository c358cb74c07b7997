"""Read Open Government Partnership reports into traceable tables.

>>> from pipeline import extract, open_tables  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.analysis import charts
    from pipeline.api import Tables, extract, open_tables

__version__ = "0.2.0"
__all__ = ["Tables", "__version__", "charts", "extract", "open_tables"]


def __getattr__(name: str) -> object:
    """Import the Python interface on first use: pandas and pyarrow are slow to import and `--help` needs neither."""
    if name in {"Tables", "extract", "open_tables"}:
        from pipeline import api

        return getattr(api, name)
    if name == "charts":
        return import_module("pipeline.analysis.charts")
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
