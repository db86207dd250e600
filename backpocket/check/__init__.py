"""Check: what is wrong or doubtful in a guide, found before a page is made."""
