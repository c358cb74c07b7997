"""A run over a folder: catalog, extract each document, link, validate, publish; and its manifest."""
