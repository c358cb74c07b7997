"""Documents of our own: one fictional country's reports, pages and data files, as the real ones look.

The facts stand as data in `facts/`; each module renders one kind of document from them in several formats. A new kind
is one module here with a function `specimens()`; it is found by walking the package. All that is written depends on
the facts alone, so that every run gives the same bytes.
"""
