"""Site: the pages on the web, with all files of all guides, for any host and any folder of it."""
