"""Tests of the binding to llama.cpp."""
