"""Data files: OGP's dataset, plain registers."""
