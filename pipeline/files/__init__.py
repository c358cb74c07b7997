"""Tell what files are: media type by content, encoding of text, dialect of CSV; and write cells that are no formula."""
