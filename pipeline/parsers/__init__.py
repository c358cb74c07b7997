"""Parsers: one module per report format, found by walking this package."""
