"""Measure speed and memory: one module a table, run by `make bench`.

A module of this package whose name does not begin with an underscore and that has `TITLE: str` and
`measured(settings: Settings) -> Table` is a benchmark; nothing else needs to be told of it. `python -m scripts.bench
--help` tells the options. Each is measured in a process of its own, so that the peak of memory is its own; --keep puts
the tables into docs/benchmarks.json, draws them and writes docs/benchmarks.md.
"""
