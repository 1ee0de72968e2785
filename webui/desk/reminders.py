"""What one is reminded of: tasks that are nearly or already late."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engine import process
from webui.audiences import audience
from webui.desk.blueprint import blueprint
from webui.sessions import current_officer


@blueprint.get("/nhac-viec")
@audience("officer")
def reminders() -> ResponseReturnValue:
    """Tasks of one's own, of the room one heads, of the agency one leads, the most overdue first."""
    officer = current_officer()
    page = process.reminders(officer, request.args.get("trang", 1, type=int))
    return render_template("desk/reminders.html", page=page)
