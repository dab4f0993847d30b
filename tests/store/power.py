"""A disk whose power can be cut: what it was told since the last sync may be there or not.

SQLite runs once on a VFS that writes everything down. A cut is then a place in that record:
what was synced before it is on the disk, of the rest a random part is, sector by sector. A
file that was deleted without syncing its folder may be back, one that was made may be gone.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw
from typing_extensions import override


SECTOR = 512


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """What the disk was told: write, truncate, sync, make, delete, sync-folder, or `ack`."""

    what: str
    file: str = ""
    offset: int = 0
    data: bytes = b""


@dataclass
class Record:
    ops: list[Op] = field(default_factory=list)

    def note(self, what: str, file: str = "", offset: int = 0, data: bytes = b"") -> None:
        self.ops.append(Op(what, Path(file).name, offset, data))


class RecordingVFS(apsw.VFS):
    def __init__(self, name: str, record: Record) -> None:
        self.record = record
        super().__init__(name, base="")

    @override
    def xOpen(self, name: Any, flags: list[int]) -> "RecordingFile":
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        new = not Path(path).exists()
        made = RecordingFile(path, name, flags, self.record)
        if new:
            self.record.note("make", path)
        return made

    @override
    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        self.record.note("delete", filename)
        if syncdir:
            self.record.note("sync-folder")


class RecordingFile(apsw.VFSFile):
    def __init__(self, path: str, name: Any, flags: list[int], record: Record) -> None:
        self.path, self.record = path, record
        super().__init__("", name, flags)

    @override
    def xWrite(self, data: Any, offset: int) -> None:
        super().xWrite(data, offset)
        self.record.note("write", self.path, offset, bytes(data))

    @override
    def xTruncate(self, newsize: int) -> None:
        super().xTruncate(newsize)
        self.record.note("truncate", self.path, newsize)

    @override
    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self.record.note("sync", self.path)


def replay(file: Path, settings: str, statements: Iterable[str]) -> Record:
    """Run statements as they were traced; note an `ack` after each durable commit."""
    record = Record()
    vfs = RecordingVFS("recording", record)
    connection = apsw.Connection(str(file), vfs="recording")
    for statement in [settings, *statements]:
        for _ in connection.execute(statement):
            pass
        if statement == "COMMIT":
            record.note("ack")
    connection.close()
    vfs.unregister()
    return record


def cut(
    before: dict[str, bytes], ops: list[Op], at: int, dice: random.Random
) -> dict[str, bytes]:
    """Return the files as they are found after the power went before operation `at`."""
    disk = {name: bytearray(data) for name, data in before.items()}
    waiting: list[Op] = []
    for op in ops[:at]:
        if op.what in {"sync", "sync-folder"}:
            done = made_durable(op, waiting)
            for each in done:
                apply(disk, each)
            # What was written to a file is gone with it; nothing of it comes back later.
            gone = {each.file for each in done if each.what == "delete"}
            waiting = [o for o in waiting if o not in done and o.file not in gone]
        elif op.what != "ack":
            waiting.append(op)
    for op in waiting:
        for part in sectors(op) if op.what == "write" else [op]:
            if dice.random() < 0.5:
                apply(disk, part)
    return {name: bytes(data) for name, data in disk.items()}


def made_durable(sync: Op, waiting: list[Op]) -> list[Op]:
    """Return what a sync puts on the disk, of what waits for it."""
    own = [op for op in waiting if op.file == sync.file and op.what != "delete"]
    folder = [op for op in waiting if op.what in {"make", "delete"}]
    if sync.what == "sync-folder":
        return folder
    # Syncing a new file syncs its folder too: SQLite's unix VFS does so.
    return [op for op in waiting if op in own or op in folder] if folder_too(own) else own


def folder_too(own: list[Op]) -> bool:
    return any(op.what == "make" for op in own)


def apply(disk: dict[str, bytearray], op: Op) -> None:
    if op.what == "delete":
        disk.pop(op.file, None)
        return
    data = disk.setdefault(op.file, bytearray())
    if op.what == "write":
        data.extend(bytes(max(0, op.offset - len(data))))
        data[op.offset : op.offset + len(op.data)] = op.data
    elif op.what == "truncate":
        del data[op.offset :]


def sectors(op: Op) -> Iterable[Op]:
    for start in range(0, len(op.data), SECTOR):
        yield Op("write", op.file, op.offset + start, op.data[start : start + SECTOR])
