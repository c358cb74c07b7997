"""Structure shared by parsers: lines to values, rows over page ends, marks under headings."""
