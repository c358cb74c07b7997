"""From the lines of pages to blocks in reading order."""
