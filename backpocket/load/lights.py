"""Lights: the rule of pain that guides share, as ``content/traffic.toml`` has it.

A guide whose ``[traffic]`` has no light of its own shows these, with a note of its own: the rule is
written once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from backpocket.load.fields import Fields
from backpocket.load.folder import Folder
from backpocket.model.pain import Lights
from backpocket.model.safety import Safety
from backpocket.model.source import Source

__all__ = ["LIGHTS", "SharedLights", "read_lights", "read_safety"]

LIGHTS = "traffic.toml"


@dataclass(frozen=True)
class SharedLights:
    """The lights that guides share; no ``fields`` if the file is at fault."""

    fields: Fields | None


def read_lights(folder: Folder) -> SharedLights | None:
    """Read the lights that guides share, if there are some."""
    if not folder.has(LIGHTS):
        return None
    fields = folder.fields(LIGHTS)
    return SharedLights(fields if folder.model(Lights, fields) is not None else None)


def read_safety(folder: Folder, shared: SharedLights | None) -> tuple[Safety | None, Source | None]:
    """Read ``safety.toml``, and return where its lights are from, if they are the shared ones.

    If those are at fault, there is no safety, and nothing is said of the lights that lack in it.
    """
    fields = folder.fields("safety.toml")
    traffic = fields.values.get("traffic") if fields else None
    own = Lights.model_fields.keys()
    if fields is None or shared is None or not isinstance(traffic, dict) or own & traffic.keys():
        return folder.model(Safety, fields), None
    if shared.fields is None:
        rest = {name: value for name, value in fields.values.items() if name != "traffic"}
        folder.model(Safety, replace(fields, values=rest))
        return None, None
    values = {**fields.values, "traffic": {**shared.fields.values, **traffic}}
    return folder.model(Safety, replace(fields, values=values)), shared.fields.source
