"""Speed and memory of the built server, measured from outside through its pipes, beside named references."""
