from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyi.kernel.refused import Refused
from shangyi.people.rules.codes import code_digest, is_code, new_digits, read_digits
from shangyi.people.rules.contacts import (
    Contact,
    ContactKind,
    check_email,
    check_phone,
    masked,
    read_contact,
    read_email,
    read_phone,
)
from shangyi.people.rules.limits import Limit, next_turn_at, turn_key, turn_taken
from shangyi.people.rules.variants import Row, check_merge, check_undo

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13912345678", "13912345678"),
        (" 139 1234 5678 ", "13912345678"),
        ("139-1234-5678", "13912345678"),
        ("+86 139 1234 5678", "13912345678"),
        ("+8613912345678", "13912345678"),
        ("0086-13912345678", "13912345678"),
        ("8613912345678", "13912345678"),
        ("１３９１２３４５６７８", "13912345678"),
        ("＋８６ 13912345678", "13912345678"),
        ("0951-6012345", "09516012345"),
        ("(0951) 601 2345", "09516012345"),
        ("6012345", "6012345"),
        ("400-800-1234", "4008001234"),
        ("+852 9123 4567", "+85291234567"),
    ],
)
def test_a_phone_number_is_stored_in_one_spelling(typed: str, stored: str) -> None:
    assert read_phone(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "12345",
        "11912345678",
        "139123456789",
        "1391234567",
        "1391234567x",
        "١٣٩١٢٣٤٥٦٧٨",
        "१३९१२३४५६७८",
        "①③⑨",
        "王阿姨",
        "𠮷",
        "👵",
        "13912345678\x00",
        "+",
        "+86",
        "139" * 400_000,
    ],
)
def test_what_cannot_be_a_phone_number_is_none(typed: str) -> None:
    assert read_phone(typed) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Wang@Example.cn", "wang@example.cn"),
        (" a.b+c@mail.example.com ", "a.b+c@mail.example.com"),
        ("ｗａｎｇ＠example.cn", "wang@example.cn"),
        ("wang", None),
        ("wang@", None),
        ("@example.cn", None),
        ("wang@example", None),
        ("wang@@example.cn", None),
        ("wa ng@example.cn", None),
        ("wang..a@example.cn", None),
        ("王@例子.中国", None),
        ("a\nb@example.cn", None),
        ("a@b.cn\r\nBcc: x@y.cn", None),
        ("a" * 1_000_000 + "@example.cn", None),
    ],
)
def test_an_email_address_is_stored_in_one_spelling(typed: str, stored: str | None) -> None:
    assert read_email(typed) == stored


def test_a_code_goes_to_a_mobile_or_an_address_only() -> None:
    assert read_contact("+86 139 1234 5678") == Contact(ContactKind.PHONE, "13912345678")
    assert read_contact("Wang@example.cn") == Contact(ContactKind.EMAIL, "wang@example.cn")
    for typed in ["0951-6012345", "wang at example.cn", "", "𠮷"]:
        with pytest.raises(Refused) as refusal:
            read_contact(typed)
        assert refusal.value.code == "contact.unreadable"


def test_an_empty_field_is_no_contact_and_a_wrong_one_is_refused() -> None:
    assert check_phone(None) is None
    assert check_phone("  ") is None
    assert check_email("") is None
    with pytest.raises(Refused, match=r"person\.phone-unreadable"):
        check_phone("12")
    with pytest.raises(Refused, match=r"person\.email-unreadable"):
        check_email("no at")


def test_a_contact_is_shown_with_its_middle_hidden() -> None:
    assert masked("13912345678") == "139****5678"
    assert masked("wang@example.cn") == "w***@example.cn"


def test_a_code_has_six_digits_with_its_leading_noughts() -> None:
    assert new_digits(lambda n: 42 if n == 1_000_000 else -1) == "000042"


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("123456", "123456"),
        (" 123 456 ", "123456"),
        ("123-456", "123456"),
        ("１２３４５６", "123456"),
        ("12345", ""),
        ("1234567", ""),
        ("١٢٣٤٥٦", ""),
        ("abcdef", ""),
        ("", ""),
        ("1" * 1_000_000, ""),
    ],
)
def test_typed_digits_are_read_forgivingly_but_not_guessed(typed: str, digits: str) -> None:
    assert read_digits(typed) == digits


def test_a_code_opens_only_the_contact_it_was_sent_to() -> None:
    digest = code_digest(b"secret", "13912345678", "123456")

    assert is_code(b"secret", "13912345678", " 123 456", digest)
    assert not is_code(b"secret", "13912345679", "123456", digest)
    assert not is_code(b"other", "13912345678", "123456", digest)
    assert not is_code(b"secret", "13912345678", "123457", digest)
    assert not is_code(b"secret", "13912345678", "", code_digest(b"secret", "13912345678", "123456"))


def test_a_bucket_gives_its_burst_and_then_one_turn_at_a_time() -> None:
    limit = Limit(burst=3, every=timedelta(minutes=10))
    full_at = None
    for _ in range(3):
        full_at = turn_taken(full_at, limit, NOON)
        assert full_at is not None
    assert full_at is not None

    assert turn_taken(full_at, limit, NOON) is None
    assert next_turn_at(full_at, limit) == NOON + timedelta(minutes=10)
    assert turn_taken(full_at, limit, NOON + timedelta(minutes=10, seconds=-1)) is None
    assert turn_taken(full_at, limit, NOON + timedelta(minutes=10)) == NOON + timedelta(minutes=40)


@given(
    waits=st.lists(st.integers(0, 30), min_size=1, max_size=60),
    burst=st.integers(1, 5),
    every=st.integers(1, 20),
)
def test_no_more_turns_are_given_in_any_span_than_the_limit_says(
    waits: list[int], burst: int, every: int
) -> None:
    limit, now, full_at = Limit(burst, timedelta(minutes=every)), NOON, None
    given_at: list[datetime] = []
    for wait in waits:
        now += timedelta(minutes=wait)
        after = turn_taken(full_at, limit, now)
        if after is not None:
            full_at = after
            given_at.append(now)

    for first, start in enumerate(given_at):
        for last, end in enumerate(given_at[first:], start=first):
            assert last - first + 1 <= burst + (end - start) // limit.every


def test_a_client_is_kept_under_a_name_that_changes_every_day() -> None:
    today, tomorrow = date(2026, 3, 2), date(2026, 3, 3)
    keys = {
        turn_key(b"s", today, "code", "10.0.0.1"),
        turn_key(b"s", tomorrow, "code", "10.0.0.1"),
        turn_key(b"s", today, "other", "10.0.0.1"),
        turn_key(b"s", today, "code", "10.0.0.2"),
        turn_key(b"t", today, "code", "10.0.0.1"),
    }

    assert len(keys) == 5
    assert turn_key(b"s", today, "code", "10.0.0.1") in keys


@pytest.mark.parametrize(
    ("kept", "variant", "reason", "code"),
    [
        (Row(1, None, 0), Row(2, None, 0), "同一人", None),
        (Row(1, None, 3), Row(2, None, 0), "同一人", None),
        (Row(1, None, 0), Row(2, None, 0), "  ", "variant.reason-needed"),
        (Row(1, None, 0), Row(1, None, 0), "同一人", "variant.same-row"),
        (Row(1, None, 0), Row(2, 5, 0), "同一人", "variant.already-merged"),
        (Row(1, 5, 0), Row(2, None, 0), "同一人", "variant.already-merged"),
        (Row(1, None, 0), Row(2, None, 1), "同一人", "variant.has-variants"),
    ],
)
def test_every_variant_points_straight_to_the_kept_row(
    kept: Row, variant: Row, reason: str, code: str | None
) -> None:
    if code is None:
        check_merge(kept, variant, reason)
    else:
        with pytest.raises(Refused, match=code):
            check_merge(kept, variant, reason)


def test_only_what_was_joined_can_be_parted() -> None:
    check_undo(Row(2, 1, 0), "看错了")
    with pytest.raises(Refused, match=r"variant\.not-merged"):
        check_undo(Row(2, None, 0), "看错了")
    with pytest.raises(Refused, match=r"variant\.reason-needed"):
        check_undo(Row(2, 1, 0), "")
