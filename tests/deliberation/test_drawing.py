"""The map: what the votes give, at most five seconds behind them, the same again from the exported file."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from shangyi.deliberation.actions.drawing import draw_topic, due_maps
from shangyi.deliberation.models import DrawnMap, Position, Statement, Topic
from shangyi.deliberation.queries.drawing import draw
from shangyi.deliberation.queries.places_on_map import places_in, standing_of
from shangyi.deliberation.queries.votes import Laid, Memory, laid_out
from shangyi.entry.jobs import JOBS
from shangyi.insight.opinions.command import map_file
from tests.deliberation.talks import ASKED, DAY, HOUR, Talk, crowd, prepared
from tests.forums.test_pages import client_of
from tests.people_and_places import Town


@pytest.fixture
def talk(answered: Talk) -> Talk:
    return answered


def test_three_camps_are_three_groups_and_everybody_finds_themselves(talk: Talk) -> None:
    drawn = talk.drawn()
    assert (drawn.n_people, drawn.n_positions) == (45, 45 * 9)
    assert [group["size"] for group in drawn.data["groups"]] == sorted(
        (group["size"] for group in drawn.data["groups"]), reverse=True
    )
    assert len(drawn.data["groups"]) == 3
    camps = [
        {_letter(drawn, talk, n) for n in range(camp, len(talk.neighbours), 3)} - {""} for camp in range(3)
    ]
    assert sorted(len(letters) for letters in camps) == [1, 1, 1], "a camp is a group"
    assert len(places_in(drawn)) == 45
    assert standing_of(drawn, "nobody") is None


def _letter(drawn: DrawnMap, talk: Talk, n: int) -> str:
    """The group of a neighbour of whom the map is sure."""
    where = standing_of(drawn, talk.participant(talk.neighbours[n]).tag)
    return where.letter if where and where.sure and where.sure > 0.9 else ""


def test_the_exported_answers_give_the_same_map_by_the_command(talk: Talk, tmp_path: Path) -> None:
    drawn = talk.drawn()
    sent = client_of(talk.town.li).get(f"/desk/topics/{talk.pk}/votes.csv")
    assert sent.status_code == 200
    text = sent.content.decode()
    assert "邻居" not in text, "no name is in it"
    (tmp_path / "votes.csv").write_text(text, encoding="utf-8")
    map_file(tmp_path / "votes.csv", tmp_path / "map.json", seed=drawn.seed)
    again = json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))
    assert again["groups"] == drawn.data["groups"]
    assert again["slate"] == drawn.data["slate"]
    kept = [{**row} for row in drawn.data["statements"]]
    assert [row.pop("important") for row in kept] == [0] * 9
    assert again["statements"] == kept


def test_the_order_in_which_people_came_changes_nothing(talk: Talk) -> None:
    laid = laid_out(talk.topic)
    turned = Laid(laid.tags, laid.numbers, laid.rows[::-1], laid.important, laid.areas)
    assert draw(laid).digest == draw(turned).digest


def test_with_fewer_than_forty_no_place_and_no_group_is_even_kept(town: Town) -> None:
    few = crowd(town, n=39).drawn()
    assert (few.n_people, few.data["groups"], bytes(few.places)) == (39, [], b"")
    assert {row["x"] for row in few.data["statements"]} == {None}
    assert set(few.data["areas"]["1"]) == {"10号楼", "11号楼", "12号楼", "13号楼"}


def test_the_worker_looks_for_new_votes_often_enough_for_five_seconds() -> None:
    job = next(job for job in JOBS if job.name == "draw opinion maps")
    assert job.every <= timedelta(seconds=2), "at most two to wait, three to draw"


def test_a_vote_during_the_drawing_leaves_the_map_due(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = prepared(town).opened()
    talk.answers(1)
    real = Memory.laid

    def laid_while_somebody_votes(memory: Memory, topic: Topic) -> Laid:
        found = real(memory, topic)
        if Position.objects.count() == 1:
            talk.answers(-1)
        return found

    monkeypatch.setattr(Memory, "laid", laid_while_somebody_votes)
    draw_topic(topic_id=talk.pk, now=ASKED + HOUR)
    assert DrawnMap.objects.get().n_positions == 1
    assert due_maps() == [talk.pk]
    draw_topic(topic_id=talk.pk, now=ASKED + HOUR)
    assert (DrawnMap.objects.get().n_positions, due_maps()) == (2, [])


def test_an_older_drawing_never_replaces_a_newer_one(town: Town) -> None:
    talk = prepared(town).opened()
    talk.answers(1)
    talk.drawn()
    DrawnMap.objects.update(at_change=10)
    assert draw_topic(topic_id=talk.pk, now=ASKED + DAY) == 0
    assert DrawnMap.objects.get().drawn_at == ASKED + 2 * HOUR


def test_a_new_statement_makes_the_map_due(town: Town) -> None:
    talk = prepared(town).opened()
    talk.answers(1)
    talk.drawn()
    assert due_maps() == []
    talk.said("门口应该装道闸")
    assert due_maps() == [talk.pk]


def test_important_marks_are_counted(town: Town) -> None:
    talk = prepared(town).opened().move_in(3)
    for who in talk.neighbours:
        talk.answers(1, who, important=who is not talk.neighbours[0])
    assert [row["important"] for row in talk.drawn().data["statements"]] == [2, 0, 0]


def test_answers_of_few_are_not_handed_out_one_by_one(town: Town) -> None:
    talk = crowd(town, n=39)
    client: Client = client_of(talk.town.li)
    assert client.get(f"/desk/topics/{talk.pk}/votes.csv").status_code == 422
    talk.answers_all(dict.fromkeys(range(1, 10), 1), talk.town.wang)
    assert client.get(f"/desk/topics/{talk.pk}/votes.csv").status_code == 200
    assert Statement.objects.count() == 9
