"""Service calls of diagrams: jobs claimed with a lease, asked outside of any transaction, settled by what comes back."""

import random
from datetime import timedelta
from functools import partial

import structlog

from connectors.services import BpmnError, Call, OperationFailed, operations
from engine import clock, process, store
from engine.exchange.identity import Identity

log = structlog.get_logger()

BACKOFF = (1, 3, 12, 60, 180)
"""Waits after failed attempts, in first waits (`retry_seconds`): by default from 5 seconds to 15 minutes."""
JITTER = 0.2
PATIENCE = 1.0
"""Seconds a drain waits for late workers. They go on without it."""
_SHARE = 0.8
"""The part of a lease that an attempt may take: it must have ended before somebody else begins."""
_NO_ANSWER = ("CONNECTION", "TIMEOUT")


def work_off(identity: Identity, *, budget: int = 200, patience: float = PATIENCE) -> int:
    """Run up to `budget` jobs whose time has come. Answers how many were begun, not how they fared.

    Safe to run in any number of processes at once: the lease, the idempotency key and the instance's revision see
    to it that a result is applied once.
    """
    workers = identity.workers
    begun = 0
    while begun < budget:
        seen = workers.returns
        job = None if workers.are_all_out else process.claim_job(workers.unavailable(clock.now()))
        if job is not None:
            workers.send(job.target, partial(_work, identity, job))
            begun += 1
        elif not workers.await_return(seen, patience):
            break
    while workers.await_return(workers.returns, patience):
        pass
    return begun


def _work(identity: Identity, job: process.Job) -> None:
    """One attempt at one job, in a worker's thread."""
    try:
        if job.outputs is not None:
            process.finish_job(job, job.outputs)
        elif job.attempts > process.JOB_TRIES:
            process.give_up(job, "job_failed", "WORKER_LOST")
        else:
            _attempt(identity, job)
    except Exception:  # noqa: BLE001 - a sweep: the lease lapses and the job is tried again
        log.exception("job_not_settled", dossier=job.dossier_code, element=job.element_id, topic=job.topic)


def _attempt(identity: Identity, job: process.Job) -> None:
    seconds = store.current().settings.lease_seconds * _SHARE
    try:
        operation = operations().get(job.topic)
        if operation is None:
            raise OperationFailed("TOPIC_NOT_SERVED", final=True)
        outputs = operation.run(Call(job.task_id, job.inputs, seconds), identity.services)
    except BpmnError as error:
        identity.workers.answered(job.target)
        process.throw_job_error(job, error.code)
    except OperationFailed as failure:
        _settle_failure(identity, job, failure)
    except Exception as error:  # noqa: BLE001 - an operation's own defect: counted like any failure
        log.exception("operation_crashed", topic=job.topic, dossier=job.dossier_code, element=job.element_id)
        _settle_failure(identity, job, OperationFailed(type(error).__name__))
    else:
        identity.workers.answered(job.target)
        process.finish_job(job, outputs)


def _settle_failure(identity: Identity, job: process.Job, failure: OperationFailed) -> None:
    facts = {
        "dossier": job.dossier_code,
        "element": job.element_id,
        "topic": job.topic,
        "attempt": job.attempts,
    }
    after = failure.after if failure.after is not None else backoff(job.attempts)
    if failure.reason in _NO_ANSWER:
        identity.workers.did_not_answer(job.target, clock.now(), after)
    else:
        identity.workers.answered(job.target)
    if failure.final or job.is_last_try:
        log.error("job_given_up", reason=failure.reason, **facts)
        process.give_up(job, "job_failed", failure.reason)
    else:
        log.info("job_postponed", reason=failure.reason, seconds=after.total_seconds(), **facts)
        process.postpone_job(job, failure.reason, after)


def backoff(attempts: int) -> timedelta:
    """Longer after each attempt; spread, so that a system coming back is not met by a crowd."""
    step = BACKOFF[min(max(attempts, 1), len(BACKOFF)) - 1]
    first = timedelta(seconds=store.current().settings.retry_seconds)
    return first * step * random.uniform(1 - JITTER, 1 + JITTER)
