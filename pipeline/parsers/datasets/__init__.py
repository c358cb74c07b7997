"""Data files: OGP's dataset, plans as tables, plain registers."""
