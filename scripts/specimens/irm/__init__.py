"""Specimens of IRM reports: one description, drawn as PDF, Word document and web page."""
