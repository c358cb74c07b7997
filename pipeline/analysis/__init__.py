"""Analysis: answers to researchers' questions, computed from rows of the published tables. Nothing here reads a
file.
"""
