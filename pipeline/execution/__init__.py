"""How documents are spread over worker processes."""
