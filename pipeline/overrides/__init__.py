"""Decisions of people: corrections of values and decisions on links, from `overrides.csv`."""
