"""What all torture tests stand on: the program and its sessions, projects to torture, lines to import, the verdict."""

import sys
from pathlib import Path

# Figures, bars and the server on two pipes are those of the benchmarks.
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "Benchmarks"))
