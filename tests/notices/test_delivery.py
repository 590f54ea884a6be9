from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest
from django.db import connections, transaction

from shangyi.kernel.limits import Limit
from shangyi.notices.actions import Message, deliver, queue
from shangyi.notices.actions.gateways import HttpGateway, gateways
from shangyi.notices.models import Notice
from shangyi.notices.queries import Letter
from shangyi.notices.rules import Persistence, Undelivered, next_attempt
from tests.kernel.ningxia import CALENDAR, at
from tests.notices.mail import HttpSide, MailServer, http_side, mail_server, silent_server

NOW = at("2026-03-04T10:00")
PERSISTENCE = Persistence(tries=3, between=Limit(1, "working_days"), calendar=CALENDAR)


@pytest.fixture
def mail(settings: Any) -> Iterator[MailServer]:
    with mail_server(settings) as server:
        yield server


@pytest.fixture
def gate() -> Iterator[HttpSide]:
    with http_side() as side:
        yield side


def queued(n: int = 1, **wishes: Any) -> None:
    for each in range(n):
        given = {
            "template": "answer.given",
            "about": "concern:1",
            "key": f"answer:{each}",
            "address": "wang@example.org",
            "channel": Notice.Channel.EMAIL,
            "facts": {"title": "井盖有臭味", "text": "管道已经换新。\n请放心。", "receipt": "ABCD-EFGH-JKMN"},
        } | wishes
        queue([Message(**given)], now=NOW)


def sent(now: Any = NOW, **wishes: Any) -> Any:
    return deliver(**{"now": now, "gateways": gateways(), "persistence": PERSISTENCE} | wishes)


@pytest.mark.django_db
def test_a_letter_reaches_a_real_mail_server_in_the_words_of_its_template(mail: MailServer) -> None:
    queued()

    done = sent()

    assert (done.n_sent, done.n_later, done.n_dead) == (1, 0, 0)
    letter = message_from_bytes(mail.letters[0].content)
    assert mail.letters[0].rcpt_tos == ["wang@example.org"]
    assert str(make_header(decode_header(letter["Subject"]))) == "您反映的事有答复了"
    body = letter.get_payload(decode=True).decode()
    assert "您反映的事：井盖有臭味" in body
    assert "管道已经换新。" in body
    assert "/r/ABCD-EFGH-JKMN/" in body
    row = Notice.objects.get()
    assert (row.state, row.sent_at, row.attempts, row.claimed_at) == ("sent", NOW, 1, None)


@pytest.mark.django_db
def test_what_is_read_in_the_app_is_delivered_by_being_there(mail: MailServer) -> None:
    queued(channel=Notice.Channel.IN_APP, address="")

    assert sent().n == 0
    assert Notice.objects.get().state == "sent"


@pytest.mark.django_db
def test_a_letter_is_sent_once(mail: MailServer) -> None:
    queued()
    queued()
    sent()

    again = sent(NOW + timedelta(days=9))

    assert (again.n, len(mail.letters), Notice.objects.count()) == (0, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["550 no such box", "rcpt 550 no such box"])
def test_a_refusal_for_good_is_a_dead_letter_at_once(mail: MailServer, answer: str) -> None:
    queued()
    mail.answers = [answer]
    heard: list[tuple[bool, Any]] = []

    done = sent(on_ended=lambda **ended: heard.append((ended["delivered"], ended["now"])))

    assert done.n_dead == 1
    assert (Notice.objects.get().state, Notice.objects.get().last_error) == ("dead", "550 no such box")
    assert heard == [(False, NOW)]


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["451 come back later", "rcpt 450 busy"])
def test_a_refusal_for_now_is_tried_again_later(mail: MailServer, answer: str) -> None:
    queued()
    mail.answers = [answer]
    heard: list[bool] = []

    first = sent()
    too_soon = sent(NOW + timedelta(minutes=14))
    second = sent(NOW + timedelta(minutes=15), on_ended=lambda **ended: heard.append(ended["delivered"]))

    assert (first.n_later, too_soon.n, second.n_sent, len(mail.letters)) == (1, 0, 1, 1)
    assert heard == [True]


@pytest.mark.django_db
def test_tried_as_often_as_the_rules_say_it_is_given_up(mail: MailServer) -> None:
    queued()
    mail.answers = ["451 later"] * 9

    moments = [NOW, NOW + timedelta(minutes=15), at("2026-03-06T08:30"), at("2026-03-20T10:00")]
    became = [sent(moment) for moment in moments]

    assert [(each.n_later, each.n_dead) for each in became] == [(1, 0), (1, 0), (0, 1), (0, 0)]
    assert (Notice.objects.get().state, Notice.objects.get().attempts) == ("dead", 3)


@pytest.mark.django_db
def test_a_server_that_says_nothing_is_left_and_tried_later(settings: Any) -> None:
    with silent_server(settings):
        queued()
        done = sent()

    assert done.n_later == 1
    assert "imed out" in Notice.objects.get().last_error


@pytest.mark.django_db
def test_a_server_that_is_not_there_is_tried_later(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    queued()

    assert sent().n_later == 1


@pytest.mark.django_db
def test_a_channel_without_a_gateway_gives_up_and_says_so() -> None:
    queued(channel=Notice.Channel.SMS, address="13900000001")

    assert sent().n_dead == 1
    assert Notice.objects.get().last_error == "no gateway is set up for this channel"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "王阿姨", "a@b\nBcc: c@d"])
def test_an_address_that_is_none_is_a_dead_letter(mail: MailServer, address: str) -> None:
    queued(address=address)

    assert (sent().n_dead, mail.letters) == (1, [])


@pytest.mark.django_db
def test_a_title_with_line_breaks_stays_one_subject(mail: MailServer) -> None:
    queued(template="concern.done", facts={"title": "井盖\nBcc: x@y.z\n𠮷😀", "result": "换<b>新</b>"})

    sent()

    letter = message_from_bytes(mail.letters[0].content)
    assert letter["Bcc"] is None
    assert str(make_header(decode_header(letter["Subject"]))) == "已办结，请答复：井盖 Bcc: x@y.z 𠮷😀"
    assert "换<b>新</b>" in letter.get_payload(decode=True).decode()


@pytest.mark.django_db
def test_a_text_message_goes_through_the_http_gateway(gate: HttpSide, settings: Any) -> None:
    settings.SMS_GATEWAY_URL = gate.url
    queued(
        channel=Notice.Channel.SMS,
        address="13900000001",
        template="people.sign_in_code",
        facts={"code": "024680"},
        about="sign-in",
    )

    assert sent().n_sent == 1
    assert gate.taken == [
        {
            "to": "13900000001",
            "text": "您的验证码是024680，几分钟内有效。请不要告诉任何人。",
            "key": "answer:0",
        }
    ]


@pytest.mark.parametrize(
    ("code", "permanent"), [(400, True), (404, True), (429, False), (408, False), (500, False), (503, False)]
)
def test_the_gateways_answer_says_whether_trying_again_helps(
    gate: HttpSide, code: int, permanent: bool
) -> None:
    gate.codes = [code]

    with pytest.raises(Undelivered) as no:
        HttpGateway(gate.url)(Letter("13900000001", "", "您好", "k"))

    assert (no.value.reason, no.value.permanent) == (f"HTTP {code}", permanent)


def test_a_gateway_that_hangs_is_left(gate: HttpSide) -> None:
    gate.delay = 1.0

    with pytest.raises(Undelivered) as no:
        HttpGateway(gate.url, timeout=0.2)(Letter("13900000001", "", "您好", "k"))

    assert no.value.permanent is False


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.django_db
def test_killed_before_sending_it_is_sent_when_the_claim_has_run_out(mail: MailServer) -> None:
    queued()

    def killed(_letter: Letter) -> None:
        raise Killed

    with suppress(Killed):
        sent(gateways={"email": killed})
    still_claimed = sent(NOW + timedelta(minutes=14))
    after = sent(NOW + timedelta(minutes=15))

    assert (still_claimed.n, after.n_sent, len(mail.letters)) == (0, 1, 1)


@pytest.mark.django_db
def test_killed_between_sending_and_marking_it_is_sent_once_more_and_never_again(mail: MailServer) -> None:
    queued()

    def sent_then_killed(letter: Letter) -> None:
        gateways()["email"](letter)
        raise Killed

    for n in range(5):
        with suppress(Killed):
            sent(NOW + n * timedelta(minutes=15), gateways={"email": sent_then_killed})

    assert len(mail.letters) == 2
    assert len({message_from_bytes(each.content)["Message-ID"] for each in mail.letters}) == 1
    assert Notice.objects.get().state == "dead"


@pytest.mark.django_db
def test_a_mistake_in_the_room_above_does_not_send_it_again(mail: MailServer) -> None:
    queued()

    def broken(**_ended: Any) -> None:
        raise ValueError("the room above")

    sent(on_ended=broken)
    sent(NOW + timedelta(days=9))

    assert (len(mail.letters), Notice.objects.get().state) == (1, "sent")


def test_two_senders_at_once_send_each_letter_once(cloned_database: str, gate: HttpSide) -> None:
    queued(40, channel=Notice.Channel.SMS, address="13900000001")

    def one_sender(_: int) -> int:
        way = {"sms": HttpGateway(gate.url)}
        total = 0
        try:
            while done := deliver(now=NOW, gateways=way, persistence=PERSISTENCE, limit=3).n:
                total += done
        finally:
            connections.close_all()
        return total

    with ThreadPoolExecutor(2) as pool:
        totals = list(pool.map(one_sender, range(2)))

    assert sum(totals) == 40
    assert sorted(each["key"] for each in gate.taken) == sorted(f"answer:{n}" for n in range(40))


def test_pauses_grow_and_the_last_one_is_the_whole_pause_of_the_rules() -> None:
    patient = Persistence(tries=5, between=Limit(1, "working_days"), calendar=CALENDAR)

    pauses = [next_attempt(patient, attempts=n, now=NOW) for n in range(1, 6)]

    assert pauses == [
        NOW + timedelta(minutes=15),
        NOW + timedelta(hours=1),
        NOW + timedelta(hours=4),
        at("2026-03-06T08:30"),
        None,
    ]


@pytest.mark.django_db
def test_what_is_queued_in_a_change_that_failed_is_not_sent(mail: MailServer) -> None:
    with suppress(Killed), transaction.atomic():
        queued()
        raise Killed

    assert (sent().n, mail.letters) == (0, [])
