"""The vocabularies, at the name under which normalisation and its readers know them."""

from __future__ import annotations

from pipeline.codes import NOT_ASSESSED, code, has_no_value, variants

__all__ = ["NOT_ASSESSED", "code", "has_no_value", "variants"]
