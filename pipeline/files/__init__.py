"""What files are made of: media type by content, encoding of text, dialect of CSV. Catalogue and readers stand on it."""
