"""Runs: one batch of orders becomes files for the packer."""
