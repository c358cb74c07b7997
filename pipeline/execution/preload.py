"""What every process that reads documents needs, loaded once: in the server that these processes are forked from.

It is imported there, while the run itself still looks up what is kept, so that no worker loads it for itself. What only
some documents need is left out, for it counts in the memory of every process: the models of sentences.
"""

from __future__ import annotations

import signal
from contextlib import suppress
from importlib import import_module

from pipeline import cached_extraction
from pipeline.lexicon import index, language
from pipeline.readers import READERS

signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the run

with suppress(Exception):  # what can't be loaded here fails where it is needed, and is told there
    for module in ("pipeline.execution.page_splitting", *(name for name, _ in READERS.values())):
        import_module(module)
    cached_extraction.take_digests()
    language.make_ready()
    index.opens_a_wording("ready")
