"""`python -m pipeline`: the command `ogp` without an installed script."""

from pipeline.cli import run

run()
