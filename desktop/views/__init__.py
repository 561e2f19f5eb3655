"""Widgets: what a person sees and touches. The only place for QtWidgets."""
