"""SQL over the tables of an extracted folder: read-only, without a way to other files or to the network."""

from __future__ import annotations

from pipeline.query.asking import QueryError, ask
from pipeline.query.views import connect

__all__ = ["QueryError", "ask", "connect"]
