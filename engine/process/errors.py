"""What can go wrong while processes run.

NotFound:     UnknownProcess · TaskGone · UnknownMigration · UnknownIncident · UnknownOutage · UnknownMessage
NotAllowed:   NotYourTask · NotYourIncident · NotYourOutage
Conflict:     AlreadyCompleted · ClaimedByOther · StaleRevision · IncidentClosed · TaskRefused ·
              InstanceEnded · MessageSettled
InvalidInput: SameVersion · BadMapping · ReasonMissing · AnswersRefused · DeploymentRefused · BadFile · OutageRefused ·
              BackdatingRefused · BeforeItsTime · UnknownVariable · WrongType
"""

from collections.abc import Mapping, Sequence

from engine.errors import Conflict, InvalidInput, NotAllowed, NotFound


class UnknownProcess(NotFound):
    """No such process is deployed here."""

    code = "unknown_process"


class TaskGone(NotFound):
    """The task does not exist any more."""

    code = "task_gone"


class NotYourTask(NotAllowed):
    """The task belongs to another unit or role."""

    code = "not_your_task"


class AlreadyCompleted(Conflict):
    """Somebody else has completed the task. facts: name, at (instant)."""

    code = "already_completed"


class ClaimedByOther(Conflict):
    """Somebody else has taken the task. facts: name, at (instant)."""

    code = "claimed_by_other"


class StaleRevision(Conflict):
    """The instance moved on meanwhile; try again."""

    code = "stale_revision"


class UnknownMigration(NotFound):
    """There is no such migration of dossiers."""

    code = "unknown_migration"


class SameVersion(InvalidInput):
    """Dossiers go over to another version of the same procedure only."""

    code = "same_version"


class BadMapping(InvalidInput):
    """The pairs of old and new elements cannot be read. facts: line."""

    code = "bad_mapping"


class TaskRefused(Conflict):
    """The process cannot go on from this task; the answers are kept as a draft."""

    code = "task_refused"


class UnknownIncident(NotFound):
    """No such incident."""

    code = "unknown_incident"


class NotYourIncident(NotAllowed):
    """Incidents are dealt with by the administrators of the unit."""

    code = "not_your_incident"


class IncidentClosed(Conflict):
    """Somebody else, or the case itself, has dealt with the incident. facts: name, at (instant)."""

    code = "incident_closed"


class ReasonMissing(InvalidInput):
    """What is skipped is skipped for a reason, in words."""

    code = "reason_missing"


class UnknownVariable(InvalidInput):
    """No such variable, or none that is corrected by hand. facts: name."""

    code = "unknown_variable"


class WrongType(InvalidInput):
    """The value is not of the variable's type. facts: name, kind (string, number, boolean, option, context, any)."""

    code = "wrong_type"


class InstanceEnded(Conflict):
    """The process has ended; nothing computes with its data any more."""

    code = "instance_ended"


class UnknownMessage(NotFound):
    """No such message waits for a person."""

    code = "unknown_message"


class MessageSettled(Conflict):
    """The message has taken effect, or somebody else has set it aside."""

    code = "message_settled"


class AnswersRefused(InvalidInput):
    """The form was not filled in correctly. errors: forms.FieldError; values: what to show again."""

    code = "answers_refused"

    def __init__(self, errors: Sequence[object], values: Mapping[str, object]) -> None:
        super().__init__(f"{len(errors)} fields", count=len(errors))
        self.errors = tuple(errors)
        self.values = dict(values)


class DeploymentRefused(InvalidInput):
    """The files cannot be deployed. findings: code, file, element, message of each reason."""

    code = "deployment_refused"

    def __init__(self, findings: Sequence[object]) -> None:
        super().__init__("; ".join(map(str, findings)), count=len(findings))
        self.findings = tuple(findings)


class BadFile(InvalidInput):
    """This kind of file is not accepted. facts: name."""

    code = "bad_file"


class UnknownOutage(NotFound):
    """No such outage of this agency."""

    code = "unknown_outage"


class NotYourOutage(NotAllowed):
    """Outages are declared and closed by an agency's own administrator or leader."""

    code = "not_your_outage"


class OutageRefused(InvalidInput):
    """What is said of an outage cannot be. problem: stable code of what is wrong."""

    code = "outage_refused"

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem, problem=problem)


class BackdatingRefused(InvalidInput):
    """No declared outage, still open for entries, covers the instant. facts: at (instant)."""

    code = "backdating_refused"


class BeforeItsTime(InvalidInput):
    """The task was not open yet at the instant at which it is said to have been done. facts: at, opened (instants)."""

    code = "before_its_time"
