"""A name drawn by hand: what is kept of it, what is refused, how it is shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from shangyi.decisions.models import AgreementSignature
from shangyi.decisions.rules.drawing import (
    HEIGHT,
    MOST_POINTS,
    MOST_SENT,
    MOST_STROKES,
    WIDTH,
    from_kept,
    kept,
    read_strokes,
)
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact, PrivatePart
from tests.decisions.deals import DAY, TALKED, prepared
from tests.forums.test_pages import client_of
from tests.people_and_places import Town

NAME = json.dumps([[[100, 80], [300, 90], [301, 91], [500, 300]], [[600, 40], [620, 320]]])
NEXT = TALKED + DAY


def test_strokes_are_kept_without_needless_points_and_inside_the_field() -> None:
    assert read_strokes(NAME) == (((100, 80), (300, 90), (500, 300)), ((600, 40), (620, 320)))
    assert read_strokes("[[[-50, 9999], [400.4, 20.6]]]") == (((0, HEIGHT), (400, 21)),)
    assert read_strokes("[[[0, 0], [900, 300]], [[5, 5]]]")[1] == ((5, 5), (5, 5)), "a dot stays a dot"


@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(-10, WIDTH + 10), st.integers(-10, HEIGHT + 10)), min_size=1, max_size=80
        ),
        min_size=1,
        max_size=MOST_STROKES - 1,
    )
)
def test_what_is_kept_reads_the_same_again_and_is_bounded(strokes: list[list[tuple[int, int]]]) -> None:
    found = read_strokes(json.dumps([*strokes, [[0, 0], [500, 300]]]))
    assert from_kept(kept(found)) == found
    assert sum(map(len, found)) <= MOST_POINTS
    assert len(kept(found)) <= 20_000
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for stroke in found for x, y in stroke)


def test_a_long_scribble_is_thinned_until_it_is_small() -> None:
    scribble = [[[(step * 37) % WIDTH, (step * 53) % HEIGHT] for step in range(80)] for _ in range(60)]
    found = read_strokes(json.dumps(scribble))
    assert len(found) == 60
    assert sum(map(len, found)) <= MOST_POINTS


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("", "missing"),
        ("[]", "missing"),
        ("[[[1, 1], [3, 3]]]", "too-short"),
        ("<svg onload=alert(1)>", "unreadable"),
        ('{"a": 1}', "unreadable"),
        ("[[]]", "unreadable"),
        ("[[[1]]]", "unreadable"),
        ("[[[1, 2, 3]]]", "unreadable"),
        ('[[["1", 2], [500, 2]]]', "unreadable"),
        ("[[[true, 2], [500, 2]]]", "unreadable"),
        ("[[[NaN, 2], [500, 2]]]", "unreadable"),
        ("[[[1e400, 2], [500, 2]]]", "unreadable"),
        ("[" * 50_000, "unreadable"),
        (json.dumps([[[0, 0], [900, 300]]] * (MOST_STROKES + 1)), "too-large"),
        (" " * MOST_SENT + "[[1]]", "too-large"),
    ],
)
def test_what_is_no_drawing_is_refused(sent: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_strokes(sent)
    assert caught.value.code == f"agreement.drawing-{code}"


@pytest.mark.trace("PD-10")
def test_a_name_is_drawn_on_the_phone_and_shown_where_it_is_signed(town: Town) -> None:
    table = prepared(town).offered()
    ma, anybody = client_of(town.ma), Client()
    code = table.signer("李叔").code
    with freeze_time(NEXT):
        page = anybody.get(f"/a/{code}/").content.decode()
        assert "data-without" in page, "without script it says so and offers the others"
        assert "decisions/signature.js" in page
        sent = {"what": "sign", "digest": table.text.digest, "read": "yes", "strokes": NAME}
        bad = anybody.post(f"/a/{code}/", {**sent, "strokes": "[[[1,1]]]"})
        assert (bad.status_code, AgreementSignature.objects.count()) == (422, 0)
        assert "[[[1,1]]]" in bad.content.decode(), "what was drawn is still there"
        assert anybody.post(f"/a/{code}/", sent).status_code == 302
        row = AgreementSignature.objects.get()
        assert (row.way, row.drawing) == ("drawn", "100,80 300,90 500,300;600,40 620,320")
        for who, address in ((anybody, f"/a/{code}/"), (ma, f"/desk/agreements/{table.pk}/print/")):
            shown = who.get(address).content.decode()
            assert '<polyline points="100,80 300,90 500,300"/>' in shown
            assert 'aria-label="李叔"' in shown
        document = ma.get(f"/desk/agreements/{table.pk}/document/").content
    assert b"word/media/image1.png" in document
    fact = Fact.objects.get(kind="agreement.signed")
    assert "drawing" not in fact.public
    assert len(PrivatePart.objects.get(fact=fact).content["drawing"]) == 64


def drawn_at_the_counter(signer: int, **more: Any) -> dict[str, Any]:
    return {"what": "sign", "signer": signer, "way": "drawn", "witness": "小马", "strokes": NAME, **more}


def test_a_name_drawn_at_the_counter_says_who_saw_it_and_can_be_undone(town: Town) -> None:
    table = prepared(town).offered()
    ma, signer = client_of(town.ma), table.signer("钱伯").pk
    address = f"/desk/agreements/{table.pk}/recording/"
    with freeze_time(NEXT):
        assert "data-drawing" in ma.get(f"{address}?signer={signer}").content.decode()
        for bad in ({"strokes": ""}, {"witness": " "}, {"witness": "马先生"}):
            assert ma.post(address, drawn_at_the_counter(signer, **bad)).status_code == 422, bad
        assert AgreementSignature.objects.count() == 0
        assert ma.post(address, drawn_at_the_counter(signer)).status_code == 302
        row = AgreementSignature.objects.get()
        assert (row.way, row.recorded_by, row.witness) == ("drawn", town.ma, "小马")
        undo = {"what": "undo", "signer": signer, "reason": "写错了人"}
        assert ma.post(address, undo).status_code == 302
        own = {"what": "sign", "digest": table.text.digest, "read": "yes", "strokes": NAME}
        assert Client().post(f"/a/{table.signer('李叔').code}/", own).status_code == 302
        undo["signer"] = table.signer("李叔").pk
        assert ma.post(address, undo).status_code == 422, "what somebody drew alone is theirs to take back"
