"""Reports of the Independent Reporting Mechanism."""
