"""Outline of a document: how prominent each block is, sections, footnotes, and what its headings say."""
