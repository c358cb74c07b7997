"""Download what a manifest lists: politely, resumably, from allowed hosts alone, and nothing half-way."""

from __future__ import annotations

from pipeline.fetch.manifest import FetchError, Wanted, wanted
from pipeline.fetch.member import listed, write_manifest
from pipeline.fetch.rules import Rules
from pipeline.fetch.run import Outcome, fetch

__all__ = ["FetchError", "Outcome", "Rules", "Wanted", "fetch", "listed", "wanted", "write_manifest"]
