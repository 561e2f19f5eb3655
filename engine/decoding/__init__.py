"""Strategies that look at several continuations at once, beside the loop that draws one token."""
