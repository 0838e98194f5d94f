"""The two base classes of all values: those that never change, and those that are filled step by step.

Both are structs of msgspec, which are made in C. Dataclasses write and compile their methods at every start, which for
a program of many small classes took longer than anything else before its first line.
"""

from typing import Any, dataclass_transform

import msgspec
from msgspec import field
from msgspec.structs import asdict, replace

__all__ = ["Frozen", "Struct", "asdict", "field", "names", "replace"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Frozen(msgspec.Struct, frozen=True):
    """A value that never changes; equal to others of its class by its fields, and hashable when they are."""


@dataclass_transform(field_specifiers=(field,))
class Struct(msgspec.Struct):
    """A value that is filled or changed while the work goes on; equal to others of its class by its fields."""


def names(value: Any) -> tuple[str, ...]:
    """The names of a value's fields, in order; none for a value that is no struct."""
    return getattr(value, "__struct_fields__", ())
