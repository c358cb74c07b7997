"""Parallel execution: dispatch of documents, worker pool, page splitting, Dask cluster."""
