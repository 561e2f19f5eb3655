"""The tests; packages mirror the product."""
