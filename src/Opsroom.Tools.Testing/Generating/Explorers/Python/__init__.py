"""Runs a module with chosen inputs and tells what it does: python3 -m explorer SOURCE OUT SECONDS SEED."""
