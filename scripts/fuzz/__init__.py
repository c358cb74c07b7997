"""Damaged and invented input for readers and parsers: whatever comes, a document ends in a typed outcome."""
