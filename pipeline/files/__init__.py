"""File formats: media type by content, encoding of text, dialect of CSV, and CSV cells that are not formulas."""
