"""Pictures: drawings of a guide that are not figures of a move."""
