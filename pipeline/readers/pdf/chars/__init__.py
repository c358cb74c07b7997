"""Characters, words and drawings of a PDF page."""
