"""Documents of a fictional country: reports, pages and data files that look like real ones.

The facts are data in `facts/`; each module with a function `draw_specimens()` renders one kind of document from them in
several formats. All bytes depend on the facts alone, so that every run writes the same files.
"""
