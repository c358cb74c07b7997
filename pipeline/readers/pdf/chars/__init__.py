"""Characters, words, lines, typography and drawings of a PDF page."""
