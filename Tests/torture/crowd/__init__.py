"""Many processes on one store: what each does, what it writes down, and the proof afterwards."""
