"""Batch: the copies of many orders in one file for the printer."""
