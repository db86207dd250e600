"""Bibliography: what reference managers export, as entries of CSL-JSON with their places."""
