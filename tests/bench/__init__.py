"""Measurements as ratios to a peer in the same run: `make bench` prints them."""
