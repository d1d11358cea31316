"""Names and order of raw files (docs/raw.md), as Lakehouse.Transformer reads them."""
import re
from dataclasses import dataclass

_LOAD = re.compile(r"LOAD([0-9A-Fa-f]{8})\.parquet")
_CHANGES = re.compile(r"([0-9]{8})-([0-9]{9})\.parquet")
LAST_LOAD = 0xFFFFFFFF


@dataclass(frozen=True)
class RawFile:
    """number: place in the reading order, and the Delta transaction's version; a time has 17 digits, so loads come first."""

    name: str
    number: int
    size: int

    @property
    def is_load(self):
        return self.number <= LAST_LOAD


@dataclass(frozen=True)
class Batch:
    """Files of one commit, in reading order. waiting: why others that are there are not taken yet, or None."""

    files: tuple
    waiting: str | None = None

    @property
    def last_number(self):
        return self.files[-1].number


def parse(item):
    """The raw file, or None when the name is not one."""
    place = number(item.name)
    return RawFile(item.name, place, item.size) if place is not None and (_LOAD.fullmatch(item.name) or place >= 10**16) else None


def number(name):
    """Place of a file in the reading order, by its name; None when it is not a raw file's."""
    load, changes = _LOAD.fullmatch(name), _CHANGES.fullmatch(name)
    return int(load.group(1), 16) if load else int(changes.group(1) + changes.group(2)) if changes else None


def missing(files, read_once, not_needed=None):
    """The oldest file that commits say they read and that is older than all that are there; None when nothing is known to be missing. not_needed: number of the last file that need not be there."""
    known = [name for name in read_once if number(name) is not None and (not_needed is None or number(name) > not_needed)]
    oldest = min(known, key=number, default=None)
    return oldest if oldest is not None and (not files or number(oldest) < files[0].number) else None


def after(items, read):
    """Files that come after `read` (None: all), in reading order."""
    files = [file for file in map(parse, items) if file is not None and (read is None or file.number > read)]
    return sorted(files, key=lambda file: file.number)


def take(files, read, max_files, max_bytes):
    """As many files as one commit should hold."""
    taken, changes, size = [], 0, 0
    for file in files:
        if file.is_load:
            # Loads are numbered without a gap; once there are change files the load is complete, and a gap is no longer waited for.
            previous = taken[-1].number if taken else read
            if previous is not None and file.number > previous + 1 and files[-1].is_load:
                return Batch(tuple(taken), f"waiting for LOAD{previous + 1:08X}.parquet, which comes before {file.name}")
        else:
            changes += 1
            if changes > 1 and (changes > max_files or size + file.size > max_bytes):
                break
            size += file.size
        taken.append(file)
    return Batch(tuple(taken))
