"""Model: what a guide is made of, as frozen and typed values; no makers."""
