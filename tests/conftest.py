"""Settings of all tests: no wall-clock deadlines (machines are noisy), the same examples in every run."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("ogp", deadline=None, derandomize=True)
settings.load_profile("ogp")
