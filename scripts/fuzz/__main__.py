"""Run the fuzzer: `python -m scripts.fuzz --help`."""

from __future__ import annotations

from scripts.fuzz.guided import main

if __name__ == "__main__":
    main()
