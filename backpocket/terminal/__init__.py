"""Terminal: what a person sees of the press."""
