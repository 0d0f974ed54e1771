"""What someone wants mail about. Invitations and confirmations always go: they are asked for."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scan.domain.news import Topic
from scan.domain.roles import Actor, Role
from scan.store.tables import MutedTopic, Person
from scan.use_cases.audit import record

_FOR = {
    Role.TEACHER: (Topic.CHECKING, Topic.AMBASSADORS),
    Role.CONTACT: (Topic.RETURNS, Topic.RESULTS, Topic.CERTIFICATE, Topic.PARTNERS),
    Role.COORDINATOR: (
        Topic.RETURNS,
        Topic.RESULTS,
        Topic.CERTIFICATE,
        Topic.PARTNERS,
        Topic.AMBASSADORS,
    ),
    Role.CERTIFIER: (Topic.PARTNERS,),
    Role.ADMINISTRATOR: (Topic.PARTNERS,),
}


def topics_for(actor: Actor) -> tuple[Topic, ...]:
    """What someone with these roles can get mail about, in the order of ``Topic``."""
    open_to = {topic for role, topics in _FOR.items() if actor.is_a(role) for topic in topics}
    return tuple(topic for topic in Topic if topic in open_to)


def my_mail(session: Session, *, actor: Actor) -> dict[Topic, bool]:
    """For each topic that concerns the actor whether they want mail about it; empty for who has no address."""
    if session.scalar(select(Person.email).where(Person.id == actor.person_id)) is None:
        return {}
    muted = set(session.scalars(select(MutedTopic.topic).where(MutedTopic.person_id == actor.person_id)))
    return {topic: topic.value not in muted for topic in topics_for(actor)}


def choose_mail(session: Session, *, actor: Actor, wanted: Collection[Topic], now: datetime) -> None:
    """Mail about these topics and no other; with none there is no digest any more."""
    session.execute(delete(MutedTopic).where(MutedTopic.person_id == actor.person_id))
    session.add_all(
        MutedTopic(person_id=actor.person_id, topic=topic.value)
        for topic in topics_for(actor)
        if topic not in wanted
    )
    session.flush()
    record(
        session,
        actor=actor,
        action="mail_chosen",
        subject_kind="person",
        subject_id=actor.person_id,
        now=now,
        wanted=sorted(topic.value for topic in wanted),
    )
