"""What a migration would do, dossier by dossier, with nothing changed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine import spiff
from engine.process import deployments, loading
from engine.process.errors import BadMapping, SameVersion, UnknownProcess
from engine.process.migration.candidates import Versions, reasons, running_on


@dataclass(frozen=True, slots=True)
class Verdict:
    """One dossier's process. at: ids of the elements where it stands; reasons: empty when it may go over."""

    instance_id: str
    dossier_code: str
    process_id: str
    at: tuple[str, ...]
    reasons: tuple[spiff.Blocker, ...]

    @property
    def may_move(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class DryRun:
    """The verdicts about everything that runs on the old version, the oldest first."""

    old: deployments.Deployment
    new: deployments.Deployment
    mapping: Mapping[str, str]
    verdicts: tuple[Verdict, ...]

    @property
    def may_move(self) -> int:
        return sum(verdict.may_move for verdict in self.verdicts)

    @property
    def codes(self) -> dict[str, int]:
        """How many dossiers stand behind each reason, the most frequent first."""
        found = Counter(code for v in self.verdicts for code in {reason.code for reason in v.reasons})
        return dict(found.most_common())

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Elements where dossiers stand and which the new version does not have: a mapping may say what became of them."""
        return tuple(
            sorted({r.element for v in self.verdicts for r in v.reasons if r.code == "element_gone"})
        )


def versions_between(
    from_deployment: int, to_deployment: int, mapping: Mapping[str, str] | None = None
) -> Versions:
    """Two versions of one procedure. Raises UnknownProcess, SameVersion."""
    old, new = deployments.version(from_deployment), deployments.version(to_deployment)
    if old.key != new.key or old.id == new.id:
        raise SameVersion(f"{old.key} {old.version} and {new.key} {new.version}")
    return Versions(old, new, dict(mapping or {}))


def dry_run(from_deployment: int, to_deployment: int, mapping: Mapping[str, str] | None = None) -> DryRun:
    """A verdict for every dossier that runs on a version. Raises as `versions_between`. Changes nothing."""
    between = versions_between(from_deployment, to_deployment, mapping)
    return DryRun(between.old, between.new, between.mapping, tuple(_verdicts(between)))


def _verdicts(between: Versions) -> Iterator[Verdict]:
    for instance_id, dossier_code in running_on(between.old.id):
        try:
            running = loading.look_at(instance_id)
        except UnknownProcess:
            continue
        at = {token.element for part in spiff.tokens(running.live) for token in part}
        found = reasons(running, between)
        process_id = running.instance.process_id
        yield Verdict(instance_id, dossier_code, process_id, tuple(sorted(at)), found)


def read_mapping(text: str) -> dict[str, str]:
    """Lines `old = new`, or `old=new` separated by commas, as a mapping. Raises BadMapping naming the line."""
    found: dict[str, str] = {}
    for line in text.replace(",", "\n").splitlines():
        if not line.strip():
            continue
        old, equals, new = (part.strip() for part in line.partition("="))
        if not (old and equals and new) or old in found:
            raise BadMapping(line.strip(), line=line.strip())
        found[old] = new
    return found
