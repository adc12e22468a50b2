"""The demo's cloud: the virtual resources of every subscription, and results by hand spread over subscriptions.

It draws from seeds of its own, so that the stories of the other actions stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert
from sqlmodel import Session, select

from cm_tui.model.rules.testing import FAILED
from cm_tui.model.tables.subscriptions import Subscription, SubscriptionState, VirtualResource
from cm_tui.model.vocabulary import Field, FieldValue, ResourceStatus, TestingType, TestStatus
from cm_tui.services.actions.measured import stand_ins

if TYPE_CHECKING:
    from cm_tui.services.demo.script import Script
    from cm_tui.services.demo.stage import Stage

_BETWEEN = timedelta(minutes=4)
"""The time that an assessor needs from one subscription to the next; less than the shortest pause between steps."""
_AZURE, _AMAZON, _GOOGLE = "Microsoft Azure", "Amazon Web Services", "Google Cloud Platform"
_ESTATE: tuple[tuple[tuple[str, ...], dict[str, tuple[str, str]]], ...] = (
    (
        ("audit", "logs"),
        {_AZURE: ("Diagnostic setting", "diag"), _AMAZON: ("CloudTrail trail", "trail"), _GOOGLE: ("Log sink", "sink")},
    ),
    (
        ("backup vault",),
        {_AZURE: ("Backup vault", "bvault"), _AMAZON: ("Backup vault", "bvault"), _GOOGLE: ("Backup vault", "bvault")},
    ),
    (
        ("web application", "api "),
        {_AZURE: ("App service", "app"), _AMAZON: ("Load balancer", "alb"), _GOOGLE: ("Cloud Run service", "run")},
    ),
    (
        ("kubernetes", "container"),
        {
            _AZURE: ("Kubernetes cluster", "aks"),
            _AMAZON: ("EKS cluster", "eks"),
            _GOOGLE: ("GKE cluster", "gke"),
        },
    ),
    (
        ("key vault", "secret", "keys that"),
        {_AZURE: ("Key vault", "kv"), _AMAZON: ("KMS key", "kms"), _GOOGLE: ("Cloud KMS key ring", "kms")},
    ),
    (
        ("storage", "disks"),
        {
            _AZURE: ("Storage account", "st"),
            _AMAZON: ("S3 bucket", "s3"),
            _GOOGLE: ("Cloud Storage bucket", "gcs"),
        },
    ),
    (
        ("database",),
        {
            _AZURE: ("SQL database", "sqldb"),
            _AMAZON: ("RDS database", "rds"),
            _GOOGLE: ("Cloud SQL instance", "csql"),
        },
    ),
    (
        ("network", "firewall", "ddos", "paths"),
        {_AZURE: ("Virtual network", "vnet"), _AMAZON: ("VPC", "vpc"), _GOOGLE: ("VPC network", "vpc")},
    ),
    (
        ("account", "owner", "permission", "sign-in", "pipeline"),
        {_AZURE: ("Role assignment", "role"), _AMAZON: ("IAM user", "iam"), _GOOGLE: ("IAM principal", "iam")},
    ),
    (
        ("",),
        {_AZURE: ("Virtual machine", "vm"), _AMAZON: ("EC2 instance", "ec2"), _GOOGLE: ("Compute instance", "gce")},
    ),
)
"""By words of an action's title, the first that occur: what it concerns in each service, and how names of that begin."""
_WORKLOADS = (
    "billing", "booking", "crm", "gateway", "hr", "imaging", "intranet", "lab", "ledger", "mail", "orders", "patients",
    "payroll", "portal", "reports", "search", "shop", "warehouse",
)  # fmt: skip


def spread(
    public_id: str, results: Sequence[SubscriptionState], changes: Mapping[Field, FieldValue]
) -> Iterator[tuple[timedelta, SubscriptionState, Mapping[Field, FieldValue]]]:
    """How a result of a whole action was recorded: in which subscriptions, one after the other, so that it rolls up to it.

    A pass is one in every subscription; of anything else a part of them is still to be looked at.
    """
    status = changes[Field.TEST_STATUS]
    random = Random(f"{public_id} {status}")
    passed = status is TestStatus.PASSED
    chosen = results if passed else random.sample(results, k=max(1, len(results) * 3 // 5))
    for number, one in enumerate(chosen):
        found = TestStatus.IN_PROGRESS if number and status in FAILED else status
        named = (Field.TEST_DATE, Field.TEST_NOTES) if found is status else (Field.TEST_DATE,)
        told = {Field.TEST_STATUS: found, **{name: changes[name] for name in named if name in changes}}
        yield _BETWEEN * number, one, told


def furnish(session: Session, stage: Stage, script: Script) -> None:
    """Give every result the virtual resources that it counts."""
    session.execute(delete(VirtualResource))
    shorts = {one.name: one.short for one in script.subscriptions}
    subscriptions = {one.id or 0: one for one in session.exec(select(Subscription))}
    random = Random(f"{script.seed} cloud")
    rows: list[dict[str, object]] = []
    by_hand: list[SubscriptionState] = []
    for public_id in sorted(stage.results):
        if stage.states[public_id].testing_type is TestingType.MANUAL:
            by_hand += stage.results[public_id]
            continue
        title = stage.definition(public_id).title
        for result in sorted(stage.results[public_id], key=lambda one: one.subscription_id):
            subscription = subscriptions[result.subscription_id]
            thing = _thing(title, subscription.service)
            rows += _resources(random, thing, shorts[subscription.name], result)
    rows += [one.model_dump() for one in stand_ins(session, by_hand)]
    if rows:
        session.execute(insert(VirtualResource), rows)


def _resources(
    random: Random, thing: tuple[str, str], place: str, result: SubscriptionState
) -> Iterator[dict[str, object]]:
    kind, prefix = thing
    incomplete = result.applicable - result.completed
    statuses = [ResourceStatus.HEALTHY] * result.completed + [ResourceStatus.UNHEALTHY] * incomplete
    statuses += [ResourceStatus.NOT_APPLICABLE] * random.choice((0, 0, 1, 2))
    random.shuffle(statuses)
    numbers: dict[str, int] = {}
    for status in statuses:
        workload = random.choice(_WORKLOADS)
        numbers[workload] = numbers.get(workload, 0) + 1
        name = _name(prefix, workload, place, numbers[workload])
        yield {
            "state_id": result.state_id,
            "subscription_id": result.subscription_id,
            "name": name,
            "kind": kind,
            "status": status,
        }


def _thing(title: str, service: str) -> tuple[str, str]:
    """What an action concerns in a service, and how names of that begin."""
    words = f"{title.casefold()} "
    things = next(things for marks, things in _ESTATE if any(mark in words for mark in marks))
    return things.get(service, ("Virtual resource", "res"))


def _name(prefix: str, workload: str, place: str, number: int) -> str:
    """A name as people give them: `vm-billing-prod-03`; storage accounts of Azure take letters and digits only."""
    if prefix == "st":
        return f"st{workload}{place}{number:02}"
    return f"{prefix}-{workload}-{place}-{number:02}"
