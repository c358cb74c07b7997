"""Commitments without labels: in prose, in lists, or on a page of their own."""
