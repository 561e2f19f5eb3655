"""The library: finding, fetching and fitting models, in a child process of its own."""
