"""What is to be done: mine, my group's, most urgent first."""

from typing import Literal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import people, process
from engine.errors import MotcuaError
from webui import strings
from webui.audiences import audience
from webui.desk.blueprint import blueprint
from webui.sessions import current_officer


@blueprint.get("/")
@audience("officer")
def home() -> ResponseReturnValue:
    """The desk opens with what is to be done."""
    return redirect(url_for("desk.inbox"))


@blueprint.get("/viec")
@audience("officer")
def inbox() -> ResponseReturnValue:
    """Open tasks, by due date; `xem` chooses whose, `q` searches."""
    officer = current_officer()
    view = _view(request.args.get("xem", "all"))
    query = request.args.get("q", "").strip()[:100]
    page = process.inbox(officer, view, query, request.args.get("trang", 1, type=int))
    return render_template(
        "desk/inbox.html",
        page=page,
        view=view,
        query=query,
        counts=process.counts(officer),
        follow_up=_follow_up(officer, request.args.get("sau")),
    )


def _view(text: str) -> Literal["mine", "group", "all"]:
    return "mine" if text == "mine" else "group" if text == "group" else "all"


def _follow_up(officer: people.Officer, task_id: str | None) -> process.WorkItem | None:
    """The task offered after one was completed, if it is still there."""
    if not task_id:
        return None
    try:
        return process.work_item(task_id, officer)
    except MotcuaError:
        return None


@blueprint.post("/viec/<task_id>/nhan")
@audience("officer")
def claim(task_id: str) -> ResponseReturnValue:
    """Take a task and open it."""
    process.claim(task_id, current_officer())
    return redirect(url_for("desk.task", task_id=task_id), 303)


@blueprint.post("/viec/<task_id>/tra")
@audience("officer")
def release(task_id: str) -> ResponseReturnValue:
    """Give a task back to the group."""
    process.release(task_id, current_officer())
    flash(strings.SAID["released"], "ok")
    return redirect(url_for("desk.inbox"), 303)
