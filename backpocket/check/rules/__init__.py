"""Rules: one small function for each, by what they look at."""
