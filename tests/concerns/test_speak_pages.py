"""我有话说, as a phone sends it."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from shangyi.concerns.models import Concern, Photo, Voice
from tests.concerns.life import sorted_concern
from tests.people_and_places import Town


def given(town: Town, **changes: object) -> dict[str, object]:
    return {
        "words": "楼道三楼的灯坏了两个星期了",
        "place": town.stairwell.code,
        "naming": "named",
        "name": "王阿姨",
        "phone": "13900000001",
        "once": "k-1",
        **changes,
    }


def picture(size: tuple[int, int] = (64, 48)) -> BytesIO:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "PHONE-MAKER"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", size, "white").save(out, "JPEG", exif=exif)
    out.seek(0)
    out.name = "IMG_1.jpg"
    return out


def test_a_visitor_is_heard_without_signing_in_and_gets_a_receipt(client: Client, town: Town) -> None:
    answer = client.post("/speak/", given(town))

    voice = Voice.objects.get()
    assert answer["Location"] == f"/r/{voice.receipt}/receipt/"
    page = client.get(answer["Location"]).content.decode()
    assert voice.receipt in page
    assert "<svg" in page


def test_the_poster_fills_in_the_place(client: Client, town: Town) -> None:
    page = client.get(f"/speak/?place={town.stairwell.code}").content.decode()

    assert town.stairwell.full_name in page


def test_what_was_typed_is_shown_again_when_something_is_missing(client: Client, town: Town) -> None:
    answer = client.post("/speak/", given(town, phone=""))

    assert answer.status_code == 422
    assert "楼道三楼的灯坏了两个星期了" in answer.content.decode()
    assert Voice.objects.count() == 0


def test_sending_the_same_form_again_is_one_voice_and_says_so(client: Client, town: Town) -> None:
    client.post("/speak/", given(town))
    answer = client.post("/speak/", given(town), follow=True)

    assert Voice.objects.count() == 1
    assert "已经收到过" in answer.content.decode()


def test_two_unnamed_neighbours_with_the_same_words_are_two_voices(client: Client, town: Town) -> None:
    client.post("/speak/", given(town, naming="unnamed", once="a"))
    client.post("/speak/", given(town, naming="unnamed", once="b"))

    assert Voice.objects.count() == 2


def test_who_stays_unnamed_leaves_no_name_and_no_number_behind(client: Client, town: Town) -> None:
    client.post("/speak/", given(town, naming="unnamed"))

    voice = Voice.objects.get()
    assert (voice.speaker_name, voice.phone, voice.person) == ("", "", None)


def test_nothing_but_the_picture_is_left_of_a_photo(client: Client, town: Town) -> None:
    client.post("/speak/", given(town, photos=picture()))

    photo = Photo.objects.get()
    with Image.open(photo.file) as kept:
        assert (dict(kept.getexif()), kept.size) == ({}, (64, 48))
        assert b"PHONE-MAKER" not in photo.file.open().read()


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"words": ""}, "写"),
        ({"words": "灯" * 5001}, "5000"),
        ({"place": ""}, "地点"),
        ({"place": "NO-SUCH"}, ""),
        ({"naming": "x"}, ""),
        ({"email": "not-an-address", "phone": ""}, ""),
    ],
)
def test_bad_input_is_answered_with_a_clear_error_and_saves_nothing(
    client: Client, town: Town, changes: dict[str, object], part: str
) -> None:
    answer = client.post("/speak/", given(town, **changes))

    assert answer.status_code in {404, 422}
    assert part in answer.content.decode()
    assert Concern.objects.count() == 0


def test_a_file_that_is_no_picture_keeps_the_words(client: Client, town: Town) -> None:
    bad = BytesIO(b"GIF89a not really")
    bad.name = "x.gif"

    answer = client.post("/speak/", given(town, photos=bad))

    assert answer.status_code == 422
    assert "楼道三楼的灯坏了两个星期了" in answer.content.decode()


def test_a_neighbours_matter_is_offered_and_joining_it_gives_a_receipt_of_ones_own(
    client: Client, town: Town
) -> None:
    concern = sorted_concern(town)
    Concern.objects.filter(pk=concern.pk).update(may_be_shown=True, heard_at="2099-01-01T00:00:00Z")
    offered = client.get(
        "/speak/similar/", {"place": town.stairwell.code, "words": "下水井盖很臭"}
    ).content.decode()

    client.post("/speak/", given(town, join=concern.pk))

    assert "下水井盖散发臭味" in offered
    assert Concern.objects.get().n_voices == 2
    assert Voice.objects.filter(concern=concern).count() == 2
