"""Read Open Government Partnership reports into traceable tables.

>>> from pipeline import extract, open_tables  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.api import Tables, extract, open_tables

__version__ = "0.2.0"
__all__ = ["Tables", "__version__", "extract", "open_tables"]


def __getattr__(name: str) -> object:
    """Load the researchers' face on first use: pandas and pyarrow are heavy and `--help` needs neither."""
    if name in {"Tables", "extract", "open_tables"}:
        from pipeline import api

        return getattr(api, name)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
