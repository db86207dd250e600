"""Ledger: which order was made in which run, and the lists of it."""
