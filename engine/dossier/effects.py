"""What steps do to a dossier's legal life besides moving it on: `mc:tacDong`, done when a token leaves the step.

A step that does several things names them with commas between, in their order.
"""

from collections.abc import Callable, Mapping

from engine import process, spiff
from engine.dossier import dates, deliveries, payments, supplements

PROPERTY = "mc:tacDong"

Effect = Callable[[process.StepOutcome, spiff.Element], None]

EFFECTS: Mapping[str, Effect] = {
    "delivery.hand_over": deliveries.hand_over,
    "delivery.uncollected": deliveries.uncollected,
    "due.apologise": dates.apologise,
    "due.extend": dates.extend,
    "fee.collect": payments.collect_at_step,
    "payment.wait": dates.wait_for_payment,
    "payment.settle": dates.settle_payment,
    "supplement.ask": supplements.ask,
    "supplement.send": supplements.send,
    "supplement.receive": supplements.receive,
    "supplement.expire": supplements.expire,
    "supplement.prolong": supplements.prolong,
    "supplement.stop": supplements.stop,
}


def follow_effects(outcome: process.StepOutcome) -> bool:
    """Do what the steps left behind say, in their order; whether any did. Raises what refuses one: nothing is kept then."""
    done = False
    for step in outcome.steps:
        names = step.element.properties.get(PROPERTY, "") if step.what == "left" else ""
        for name in filter(None, (name.strip() for name in names.split(","))):
            EFFECTS[name](outcome, step.element)
            done = True
    return done
