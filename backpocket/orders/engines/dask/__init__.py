"""Dask: the engine for the workers of a cluster."""
