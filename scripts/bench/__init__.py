"""Measure speed and memory: one module a table, run by `make bench`.

A module of this package whose name does not begin with an underscore and that has `TITLE: str` and
`measured(quick: bool) -> Table` is a benchmark; nothing else needs to be told of it. `quick` means: a small input, to
see that it runs. `python -m scripts.bench [NAME ...] [--quick] [--keep]` prints the tables, each measured in a process
of its own, so that the peak of memory is its own; --keep puts them into docs/benchmarks.json and docs/benchmarks.md.
"""
