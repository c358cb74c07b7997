"""Answers to researchers' questions, worked out from the rows of the published tables. Nothing here reads a file."""
