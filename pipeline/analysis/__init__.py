"""Analysis: answers to researchers' questions, computed from rows of the published tables. It reads no file."""
