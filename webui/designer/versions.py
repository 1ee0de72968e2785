"""Procedures, their versions, what a version says and how two of them differ."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engine import process
from webui.audiences import audience
from webui.designer.blueprint import blueprint, reader
from webui.designer.words import told


@blueprint.get("")
@audience("officer")
def procedures() -> ResponseReturnValue:
    """Every procedure published here: its version in force, and how many dossiers run on which."""
    reader()
    found: dict[str, list[process.Deployment]] = {}
    for one in process.versions():
        found.setdefault(one.key, []).append(one)
    return render_template(
        "designer/procedures.html",
        procedures=found,
        names={key: name_of(listed[0]) for key, listed in found.items()},
        in_force={one.key: one for one in process.latest_deployments()},
        running=process.running_counts(),
    )


@blueprint.get("/<key>")
@audience("officer")
def procedure(key: str) -> ResponseReturnValue:
    """The versions of a procedure, and dossiers on their way between them. Raises UnknownProcess."""
    reader()
    listed = versions_of(key)
    return render_template(
        "designer/procedure.html",
        key=key,
        name=name_of(listed[0]),
        versions=listed,
        in_force={one.id for one in process.latest_deployments()},
        overrides=process.overrides(key),
        running=process.running_counts(),
        migrations=process.migrations(key),
    )


@blueprint.get("/<key>/<int:number>")
@audience("officer")
def version(key: str, number: int) -> ResponseReturnValue:
    """One version: who published it, why, and what changed from the one before. Raises UnknownProcess."""
    reader()
    found = numbered(key, number)
    earlier = [one for one in versions_of(key) if one.version < number]
    files = process.all_files(found.id)
    return render_template(
        "designer/version.html",
        version=found,
        name=name_of(found),
        override=process.override_of(found.id),
        processes=process.definitions_of(found.id),
        files={name: len(content) for name, content in files.items()},
        running=process.running_counts().get(found.id, 0),
        earlier=earlier[0] if earlier else None,
    )


@blueprint.get("/<key>/so-sanh")
@audience("officer")
def compare(key: str) -> ResponseReturnValue:
    """What changes from one version (`cu`) to another (`moi`). Raises UnknownProcess."""
    reader()
    old, new = chosen(key)
    found = process.differences(process.all_files(old.id), process.all_files(new.id))
    return render_template(
        "designer/compare.html",
        old=old,
        new=new,
        name=name_of(new),
        versions=versions_of(key),
        groups=told(found),
        redrawn=found.redrawn,
        renamed=found.renamed,
    )


def versions_of(key: str) -> tuple[process.Deployment, ...]:
    """The versions of a procedure, the newest first. Raises UnknownProcess."""
    found = process.versions(key)
    if not found:
        raise process.UnknownProcess(key)
    return found


def numbered(key: str, number: int) -> process.Deployment:
    """A version by its number. Raises UnknownProcess."""
    for one in versions_of(key):
        if one.version == number:
            return one
    raise process.UnknownProcess(f"{key} {number}")


def chosen(key: str) -> tuple[process.Deployment, process.Deployment]:
    """The two versions that an address names, by default the two newest. Raises UnknownProcess."""
    listed = versions_of(key)
    new = request.values.get("moi", listed[0].version, type=int)
    old = request.values.get("cu", max(new - 1, 1), type=int)
    return numbered(key, old), numbered(key, new)


def name_of(one: process.Deployment) -> str:
    """What people call a procedure: as its sheet says, else its folder's name."""
    try:
        return process.sheet_of(one.id).name
    except process.UnknownProcess:
        return one.key
