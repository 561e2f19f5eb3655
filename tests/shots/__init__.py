"""The window's states as pictures, to be looked at: `make shots`."""
