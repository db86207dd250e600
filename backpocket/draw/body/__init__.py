"""Body: joints, and the soft outline of each part round its bones."""
