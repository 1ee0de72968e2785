"""Words of the slips that may differ from place to place: `blocks.toml` says which there are and what they say."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from forms.slips.errors import SlipError

LONGEST = 1200
"""Characters of one block."""


@dataclass(frozen=True, slots=True)
class Block:
    """label: what it is, for whoever changes it. text: what the slip says by itself, "" where it finds words itself."""

    key: str
    label: str
    text: str


@cache
def blocks_of(slip: str) -> tuple[Block, ...]:
    """The blocks of a slip, those that every slip has first. Raises SlipError for slips without any."""
    content = tomllib.loads(files("forms.slips").joinpath("blocks.toml").read_text(encoding="utf-8"))
    if slip not in content or slip == "all":
        raise SlipError("unknown_slip", slip)
    return tuple(
        Block(key, block["label"], block["text"])
        for key, block in {**content["all"], **content[slip]}.items()
    )


def block_texts(slip: str, changed: object = None) -> dict[str, str]:
    """What every block of a slip says. changed: texts by key that differ. Raises SlipError for keys it does not have."""
    texts = {block.key: block.text for block in blocks_of(slip)}
    if changed is None:
        return texts
    if not isinstance(changed, Mapping):
        raise SlipError("bad_slip_data", "blocks")
    for key, text in changed.items():
        if key not in texts or not isinstance(text, str) or len(text) > LONGEST:
            raise SlipError("bad_slip_data", f"blocks.{key}")
        texts[key] = text
    return texts
