"""Commands: orders, forget and purge, and what a packer reads at their end."""
