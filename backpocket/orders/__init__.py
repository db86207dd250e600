"""Orders: from a shop's export to one file to print for each paper, and a personal PDF an order."""
