"""Write: files, whole or not at all, and the list of what was made."""
