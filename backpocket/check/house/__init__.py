"""House: rules on styles and templates, which all guides share."""
