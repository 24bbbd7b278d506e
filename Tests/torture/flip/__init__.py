"""Flips of single bytes in a store: where they go, and what an audit makes of them."""
