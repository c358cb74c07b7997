"""Measure speed and memory: one module a table, run by `make bench`, each in a process of its own.

`--keep` puts the tables into docs/benchmarks.json and writes docs/benchmarks.md.
"""
