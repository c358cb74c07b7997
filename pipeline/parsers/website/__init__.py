"""Pages of the OGP website."""
