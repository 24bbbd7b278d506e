"""What Linux says of a running process (memory, processor time), and what an ELF header says of a file."""

import struct
import time

from .results import Failure

PT_DYNAMIC, PT_INTERP, DT_NEEDED = 2, 3, 1
CPUCLOCK_SCHED = 2


def memory_mb(pid: int) -> tuple[float, float]:
    """Reads the resident set now and at its peak (VmRSS, VmHWM), in units of 10^6 bytes."""
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        fields = dict(line.split(":", 1) for line in file)
    if "VmRSS" not in fields:
        raise Failure("the process ended before its memory could be read")
    now, peak = (int(fields[key].split()[0]) * 1024 / 1e6 for key in ("VmRSS", "VmHWM"))
    return now, peak


def processor_ms(pid: int) -> float:
    """Gives the time the process has spent on processors so far, in all its threads, also those that have ended."""
    clock = ~pid << 3 | CPUCLOCK_SCHED  # what clock_getcpuclockid(3) would answer
    return time.clock_gettime(clock) * 1e3


def dynamic_parts(path: str) -> list[str]:
    """Lists what keeps a 64-bit little-endian ELF file from being static: its interpreter and its DT_NEEDED count."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:6] != b"\x7fELF\x02\x01":
        return ["not a 64-bit little-endian ELF file"]
    table, size, count = struct.unpack_from("<32xQ14xHH", data)
    parts = []
    for index in range(count):
        kind, offset, length = struct.unpack_from("<I4xQ16xQ", data, table + index * size)
        if kind == PT_INTERP:
            parts.append("interpreter " + data[offset : offset + length].rstrip(b"\0").decode())
        if kind == PT_DYNAMIC:
            tags = [tag for tag, _ in struct.iter_unpack("<QQ", data[offset : offset + length - length % 16])]
            needed = tags.count(DT_NEEDED)
            parts += [f"{needed} NEEDED"] if needed else []
    return parts
