"""The data of the bodies, and the script that makes it."""
