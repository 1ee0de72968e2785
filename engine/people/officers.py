"""Who acts, and what each may do where."""

from dataclasses import dataclass

ROLES = frozenset(
    (
        "reception",
        "specialist",
        "head_of_room",
        "leader",
        "clerk",
        "cashier",
        "returns",
        "justice_officer",
        "social_officer",
        "unit_admin",
        "system_admin",
        "reports",
        "oversight",
    )
)
"""Codes of the roles. Work belongs to a role of one unit; unit_admin, system_admin, reports and oversight reach down."""

REACHING_DOWN = frozenset(("unit_admin", "system_admin", "reports", "oversight"))
"""Roles that hold for a unit and everything below it (`people.oversees`)."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at one unit."""

    role: str
    unit_code: str


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody at work, as of this request. unit_code: the desk; agency_code: the agency the desk belongs to."""

    account_id: str
    username: str
    name: str
    title: str
    unit_code: str
    agency_code: str
    grants: frozenset[Grant]

    def may(self, role: str, unit_code: str) -> bool:
        """Whether the role was granted at exactly this unit: work of a desk is the desk's, not its superiors'."""
        return Grant(role, unit_code) in self.grants

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)


SYSTEM = Officer("system", "system", "system", "", "", "", frozenset())
"""In whose name timers and messages act. It has no grants: what it does never passes through a desk.

People read its name from webui/strings.py."""
