"""Imports that every worker needs, loaded once in the server process that workers are forked from.

The server loads them while the run still looks up cached results, so no worker has to. Modules that only some documents
need, such as language models, are left out, because they would count in the memory of every worker.
"""

from __future__ import annotations

import signal
from contextlib import suppress
from importlib import import_module

from pipeline import cache
from pipeline.lexicon import index, language
from pipeline.parsers import registry
from pipeline.readers import READERS

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is handled by the run

with suppress(Exception):  # an import that fails here is reported where the module is needed
    for module in ("pipeline.execution.page_splitting", *(name for name, _ in READERS.values())):
        import_module(module)
    cache.take_digests()
    registry.all_parsers()
    language.preload_identifier()
    index.is_wording_prefix("ready")
