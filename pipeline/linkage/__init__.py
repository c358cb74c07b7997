"""Find the records that are one and the same commitment."""
