"""The kinds of field there are: every module in forms/fields offers one as FIELD."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import forms.fields
from forms.model import FieldType


@cache
def field_types() -> Mapping[str, FieldType]:
    """All kinds by the `type` written in form files. Raises TypeError when two modules claim one name."""
    found: dict[str, FieldType] = {}
    for module in pkgutil.iter_modules(forms.fields.__path__, "forms.fields."):
        kind = importlib.import_module(module.name).FIELD
        if not isinstance(kind, FieldType) or kind.name in found:
            raise TypeError(f"{module.name}.FIELD must be a field type with a name of its own")
        found[kind.name] = kind
    return MappingProxyType(found)
