"""Diagrams that call others: which files a procedure needs besides its own."""

from collections.abc import Mapping

from engine import spiff

ACT_FORM = "mc:bieuMau"
"""Property of a message event: the form by which an officer makes it happen (`engine/process/acts.py`)."""


def called_files(name: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of every process that a diagram calls, directly or through another, by process id."""
    places = _places(files)
    found: dict[str, bytes] = {}
    waiting = list(spiff.called_by(files[name]))
    seen: set[str] = set()  # processes may call themselves, or each other
    while waiting:
        process_id = waiting.pop()
        if process_id in seen or process_id not in places:
            continue
        seen.add(process_id)
        content = files[places[process_id]]
        waiting += spiff.called_by(content)
        if places[process_id] != name:
            found[process_id] = content
    return found


def missing(name: str, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The processes that a diagram calls, directly or through another, and that no file holds."""
    contents = [files[name], *called_files(name, files).values()]
    wanted = dict.fromkeys(one for content in contents for one in spiff.called_by(content))
    places = _places(files)
    return tuple(one for one in wanted if one not in places)


def with_called(files: Mapping[str, bytes], library: Mapping[str, bytes]) -> dict[str, bytes]:
    """A procedure's files with the shared diagrams that they call, and with these diagrams' forms.

    library: the shared files by name. A file of the procedure's own stands before a shared one of its name.
    """
    try:
        return _with_called(files, library)
    except spiff.DefinitionRefused:
        return dict(files)  # a file that cannot be read: the gate says so in full


def _with_called(files: Mapping[str, bytes], library: Mapping[str, bytes]) -> dict[str, bytes]:
    found = dict(files)
    shared = _places(library)
    waiting = [content for name, content in files.items() if name.endswith(".bpmn")]
    while waiting:
        content = waiting.pop()
        for ref in spiff.forms_of(content):
            if f"{ref}.form" in library:
                found.setdefault(f"{ref}.form", library[f"{ref}.form"])
        for process_id in spiff.called_by(content):
            name = shared.get(process_id)
            if name is not None and process_id not in _places(found):
                found[name] = library[name]
                waiting.append(library[name])
    return found


def called_processes(files: Mapping[str, bytes]) -> frozenset[str]:
    """The processes that are called somewhere in these files."""
    diagrams = (content for name, content in files.items() if name.endswith(".bpmn"))
    return frozenset(one for content in diagrams for one in spiff.called_by(content))


def _places(files: Mapping[str, bytes]) -> dict[str, str]:
    return {
        summary.process_id: name
        for name, content in files.items()
        if name.endswith(".bpmn")
        for summary in spiff.processes(content)
    }
