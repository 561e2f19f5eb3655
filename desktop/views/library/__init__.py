"""The library in the window: models on this computer, on the hub, and on their way."""
