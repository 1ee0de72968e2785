"""Dossiers go over to another version: looked at first, begun, followed, taken back."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import process
from webui.audiences import audience
from webui.designer.blueprint import blueprint, mover, reader
from webui.designer.versions import chosen, name_of, versions_of

SHOWN = 100


@blueprint.get("/<key>/chuyen")
@audience("officer")
def plan(key: str) -> ResponseReturnValue:
    """A verdict for every dossier on the old version (`cu`), with nothing changed. Raises UnknownProcess, SameVersion."""
    reader()
    old, new = chosen(key)
    written = request.args.get("doi_chieu", "")
    found = process.dry_run(old.id, new.id, process.read_mapping(written))
    likely = process.differences(process.all_files(old.id), process.all_files(new.id)).renamed
    shown = sorted(found.verdicts, key=lambda verdict: verdict.may_move)
    return render_template(
        "designer/plan.html",
        key=key,
        name=name_of(new),
        versions=versions_of(key),
        run=found,
        written=written,
        likely={place: likely[place] for place in found.unmapped if place in likely},
        verdicts=shown[:SHOWN],
        steps=_steps(old),
    )


@blueprint.post("/<key>/chuyen")
@audience("officer")
def begin(key: str) -> ResponseReturnValue:
    """Begin to move the dossiers. Raises UnknownProcess, SameVersion, BadMapping, NotAllowed."""
    officer = mover()
    old, new = chosen(key)
    mapping = process.read_mapping(request.form.get("doi_chieu", ""))
    note = request.form.get("ly_do", "").strip()[:500]
    begun = process.start_migration(old.id, new.id, officer, mapping=mapping, note=note)
    return redirect(url_for("designer.migration", migration_id=begun), 303)


@blueprint.get("/dot-chuyen/<migration_id>")
@audience("officer")
def migration(migration_id: str) -> ResponseReturnValue:
    """How far a migration is, and what became of each dossier. Raises UnknownMigration."""
    reader()
    found = process.migration_of(migration_id)
    return render_template(
        "designer/migration.html",
        migration=found,
        name=name_of(found.new),
        dossiers=process.migrated_dossiers(migration_id, limit=SHOWN),
        steps=_steps(found.old),
    )


@blueprint.post("/dot-chuyen/<migration_id>/tro-lai")
@audience("officer")
def take_back(migration_id: str) -> ResponseReturnValue:
    """Begin to take a migration back. Raises UnknownMigration, NotAllowed."""
    process.undo_migration(migration_id, mover())
    return redirect(url_for("designer.migration", migration_id=migration_id), 303)


def _steps(version: process.Deployment) -> dict[str, str]:
    """What the shapes of a version are called, by id; those without a name by their id."""
    return {
        element.id: element.name or element.id
        for found in process.definitions_of(version.id)
        for element in process.compiled(found).elements.values()
    }
