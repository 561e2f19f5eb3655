"""The sampling panel: presets, the chain of stages as cards in their order, limits of a reply."""
