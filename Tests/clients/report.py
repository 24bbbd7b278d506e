"""One line per check, one line at the end."""

DETAIL_LIMIT = 300


class Report:
    """Counts checks while printing them."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def check(self, name: str, holds: bool, detail: str = "") -> None:
        """Prints and counts one check. The detail is put on one line and cut."""
        self.passed += holds
        self.failed += not holds
        said = " ".join(detail.split())[:DETAIL_LIMIT]
        print(f"{'PASS' if holds else 'FAIL'} {name}" + (f": {said}" if said else ""), flush=True)

    def finish(self) -> int:
        """Prints the closing line; returns the exit code. A run that checked nothing did not pass."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 0 if self.passed and not self.failed else 1
