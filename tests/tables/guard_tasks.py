"""What the guarded child is asked to do in the tests."""

from __future__ import annotations

import os
import signal
import sys
import time


def echo(arguments, limits):
    print("noise that is no answer")
    return {"arguments": arguments, "columns": limits.columns}


def refuse(arguments, _limits):
    from ckanext.city.tables.findings import Finding, Refused

    raise Refused(Finding("file.empty", "error", rows=(3,), values=("é",), details={"a": 1}))


def abort(_arguments, _limits):
    os.write(2, b"memory allocation of 7 bytes failed")
    os.abort()


def kill(name, _limits):
    os.kill(os.getpid(), getattr(signal, name))


def die_writing(arguments, _limits):
    from pathlib import Path

    from ckanext.city.tables.atomic import whole_file

    with whole_file(Path(arguments["out"])) as name:
        name.write_text("half", encoding="utf-8")
        os.abort()


def fill_memory(_arguments, _limits):
    return len([bytearray(1 << 20) for _ in range(4096)])


def spin(_arguments, _limits):
    while True:
        pass


def sleep(_arguments, _limits):
    time.sleep(60)


def recurse(_arguments, _limits):
    def deeper():
        return deeper()

    return deeper()


def fail(_arguments, _limits):
    raise TypeError("a fault of ours")


def panic(_arguments, _limits):
    class PanicException(BaseException):
        pass

    raise PanicException


def modules(_arguments, _limits):
    return sorted(sys.modules)
