"""From a topic to a decision: what people agree on is carried into a ballot, or to the owners where it is theirs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.decisions.actions.preparing import Question, prepare_ballot
from shangyi.decisions.queries.ballots import below_actor
from shangyi.decisions.rules.ballot_life import Electorate, Method
from shangyi.decisions.rules.detector import Finding, WhoDecides, hardest, needs_deciding_by
from shangyi.decisions.rules.labels import Label
from shangyi.deliberation.models import Topic
from shangyi.deliberation.queries.topics import accepted, drawn_of, topic_seen_by
from shangyi.deliberation.rules.topic_life import TopicState
from shangyi.deliberation.views.showing import Row, shown
from shangyi.kernel.actor import may as actor_may
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may

STARTED = frozenset({TopicState.OPEN, TopicState.CLOSED, TopicState.CONCLUDED})
MOST_SHOWN = 20


@may("topic.view")
def onward(request: HttpRequest, topic_id: int) -> HttpResponseBase:
    """What a topic leads to: what its people agree on, whether that is for the owners, and the ballots from it."""
    who = actor(request)
    topic = topic_seen_by(who, topic_id)
    if topic.state not in STARTED:
        raise Refused("topic.not-found")
    agreed, shared = agreed_in(topic)
    finding = needs_deciding_by("\n".join([topic.title, topic.background, *(row.text for row in agreed)]))
    if request.method == "POST":
        return _prepared(request, topic, agreed, finding)
    context: dict[str, Any] = {
        "now": timezone.now(),
        "face": "desk",
        "topic": topic,
        "agreed": agreed,
        "is_shared": shared,
        "asks": _said(finding),
        "asks_villagers": any(match.who is WhoDecides.VILLAGERS for match in finding.matches),
        "ballots": list(below_actor(who).filter(about=topic.subject).order_by("-id")[:MOST_SHOWN]),
        "may_prepare": actor_may(who, "ballot.prepare", topic.place_path) is not None,
    }
    return render(request, "journeys/onward.html", context)


def agreed_in(topic: Topic) -> tuple[list[Row], bool]:
    """What every group agrees with, and True; where there are no groups, what most agree with, and False."""
    drawn = drawn_of(topic)
    if drawn is None or not drawn.n_people:
        return [], False
    ready = shown(drawn, accepted(topic))
    if drawn.data.get("groups"):
        return [each["row"] for each in ready.consensus()], True
    return ready.majority()["agree"], False


def _said(finding: Finding) -> list[dict[str, str]]:
    """The words that ask for the owners, each once, with the article."""
    found = {match.quoted: match.article for match in finding.matches}
    return [{"quoted": quoted, "article": article} for quoted, article in found.items()]


def _prepared(request: HttpRequest, topic: Topic, agreed: list[Row], finding: Finding) -> HttpResponseBase:
    """Keep a draft with what was agreed on in its background. Refused: rights.missing."""
    row = prepare_ballot(question=_question(topic, agreed, finding), actor=actor(request), now=timezone.now())
    messages.success(request, _("The draft is kept, with what was agreed on. Next: word the question."))
    return redirect("decisions:edit", row.pk)


def _question(topic: Topic, agreed: list[Row], finding: Finding) -> Question:
    """To the owners where the words touch what only they decide; else a consultation of those who live there."""
    matter = hardest(finding)
    told = [_("From the topic “%(title)s”: what people agree on.") % {"title": topic.title}]
    told += [
        _("%(text)s (%(agree)s of %(seen)s agree)") % {"text": row.text, "agree": row.agree, "seen": row.seen}
        for row in agreed
    ]
    given: dict[str, Any] = {
        "title": topic.title,
        "place": topic.place,
        "background": "\n\n".join(told),
        "about": topic.subject,
    }
    if matter is not None:
        return Question(
            label=Label.OWNERS, method=Method.OWNERS, electorate=Electorate.OWNERS, matter=matter, **given
        )
    return Question(label=Label.CONSULTATIVE, method=Method.YES_NO, electorate=Electorate.HOUSEHOLDS, **given)
