"""The stages that llama.cpp lacks or that cannot be stepped there: pure arithmetic over numbers."""
