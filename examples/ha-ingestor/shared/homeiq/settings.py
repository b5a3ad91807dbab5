# SPDX-License-Identifier: Apache-2.0
"""Settings from the environment. What is wrong with them is told at once, and the process ends with exit code 2."""
import os
import sys
from urllib.parse import urlsplit


class SettingError(Exception):
    """A variable of the environment holds what it may not."""


def text(name, default=None):
    """A text; without a default it has to be there."""
    value = os.environ.get(name) or default
    if value is None:
        raise SettingError(f"{name} is not set, and has no default")
    return value


def integer(name, default, low, high):
    """A whole number between two others, both included."""
    return _number(int, "whole number", name, default, low, high)


def decimal(name, default, low, high):
    """A number between two others, both included."""
    return _number(float, "number", name, default, low, high)


def address(name, default, schemes=("http", "https")):
    """The address of a server, without a slash at its end; an empty default means that there may be none."""
    value = os.environ.get(name) or default
    if value:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.netloc:
            raise SettingError(f"{name} is {value!r}, but has to be an address that begins with {' or '.join(schemes)}://")
    return value.rstrip("/")


def read(reader):
    """What a function reads, or the end of the process with what is wrong."""
    try:
        return reader()
    except SettingError as problem:
        print(f"settings: {problem}", file=sys.stderr)
        raise SystemExit(2) from None


def _number(kind, words, name, default, low, high):
    value = os.environ.get(name) or str(default)
    try:
        number = kind(value)
    except ValueError:
        raise SettingError(f"{name} is {value!r}, which is no {words}") from None
    # What is no number at all (nan) is not between two.
    if not low <= number <= high:
        raise SettingError(f"{name} is {value}, but has to be from {low} to {high}")
    return number
