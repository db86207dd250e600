"""Delivery: a finished run goes to a folder that is not on this machine."""
