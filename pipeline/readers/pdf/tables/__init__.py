"""Ruled tables of a PDF page."""
