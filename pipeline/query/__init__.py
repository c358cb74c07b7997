"""SQL over the tables of a dataset folder: read-only, without access to other files or the network."""

from __future__ import annotations

from pipeline.query.asking import QueryError, ask
from pipeline.query.views import connect

__all__ = ["QueryError", "ask", "connect"]
