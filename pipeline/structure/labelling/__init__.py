"""Which pieces of a document are labels, and the field that each asks for."""
