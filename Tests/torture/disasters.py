#!/usr/bin/env python3
"""Lets things go wrong around a store: each has to end in a clear error, the documented exit code, and nothing lost.

  python3 Tests/torture/disasters.py                   all; as root also full disks, read-only mounts, other users
  python3 Tests/torture/disasters.py --only arguments files
  python3 Tests/torture/disasters.py --quick           smaller imports

A clear error names the value that is wrong and what to do next, in words for people. Exit codes: 1 a negative
answer, 2 usage, 3 bad input, 4 environment. What cannot be tried here is skipped loudly, and the run ends with 4.
"""

import sys

from mishaps import arguments, circumstances, database, disk, files
from mishaps.bench import Bench, Holding
from rig import run
from rig.project import Project
from speed.results import Bar, Failure, Row

SORTS = {
    "database": database.cases,
    "disk": disk.cases,
    "arguments": arguments.cases,
    "files": files.cases,
    "circumstances": circumstances.cases,
}


def main() -> int:
    parser = run.parser(__doc__)
    parser.add_argument("--only", nargs="+", choices=SORTS, metavar="SORT", help=", ".join(SORTS))
    return run.main("disasters", parser.parse_args(), measure)


def measure(bench: run.Run) -> list[Row]:
    demo = Project.demo(bench.program, bench.folder / "store")
    demo.settle()
    table = Bench(bench, demo, Holding.of(bench.program, demo.root))
    for name in bench.options.only or SORTS:
        print(f"\n{name.upper()}", flush=True)
        try:
            SORTS[name](table)
        except Failure as reason:
            table.line(f"{name}: the rest of them", "", "", [str(reason)])
    print()
    rows = [
        Row("cases that ended well", table.passed, bar=Bar(">=", 1), exact=True),
        run.none_of("cases that did not", table.failed),
    ]
    return rows + [Row("cases skipped", note=reason) for reason in table.skipped]


if __name__ == "__main__":
    sys.exit(main())
