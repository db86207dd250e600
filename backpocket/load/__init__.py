"""Load: from the files of the project to values, with all that is wrong in them."""
