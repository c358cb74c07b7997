"""Tell what files are: media type by content, encoding of text, dialect of CSV. Catalogue and readers stand on it."""
