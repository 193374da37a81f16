"""The official Python SDK on what belongs to a call: streams, SIPREC, transcriptions, payments, messages, history."""

import urllib.parse

import pytest
from ringback import ACCOUNT, ENDED, IN_PROGRESS, QUEUED, RINGING, seeded_call
from sdk import refusal

CLIENT_LEG = "CA" + "7" * 32
CALLBACK = "https://myapp.com/payments"
SESSIONS = {"streams": {"url": "wss://example.com/media"}, "siprec": {}, "transcriptions": {}}


@pytest.fixture
def call(client):
    """The documentation's call in progress."""
    return client.calls(IN_PROGRESS)


@pytest.fixture
def client_leg(server, client):
    """A call in progress from the Voice SDK."""
    server.seed(sid=ACCOUNT, calls=[seeded_call(CLIENT_LEG, direction="inbound") | {"from": "client:anna"}])
    return client.calls(CLIENT_LEG)


@pytest.mark.parametrize("kind", SESSIONS)
def test_a_session_starts_and_stops_by_sid_or_name(call, kind):
    sessions = getattr(call, kind)
    named = sessions.create(name="my name", track="inbound_track", **SESSIONS[kind])
    other = sessions.create(track="outbound_track", **SESSIONS[kind])
    assert (named.name, named.status, named.call_sid) == ("my name", "in-progress", IN_PROGRESS)
    assert other.name is None
    assert named.date_updated is not None
    stopped = sessions("my%20name").update(status="stopped")
    assert (stopped.sid, stopped.name, stopped.status) == (named.sid, "my name", "stopped")
    assert sessions(other.sid).update(status="stopped").status == "stopped"
    status, code, _ = refusal(lambda: sessions(other.sid).update(status="stopped"))
    assert (status, code) == (404, 20404)


@pytest.mark.parametrize("kind", SESSIONS)
@pytest.mark.parametrize("sid", [QUEUED, RINGING, *ENDED.values()])
def test_a_session_needs_a_call_in_progress(client, kind, sid):
    create = getattr(client.calls(sid), kind).create
    assert refusal(lambda: create(**SESSIONS[kind])) == (
        400,
        21220,
        "Call is not in the expected state",
    )


def test_a_stream_takes_named_parameters_and_four_tracks_are_enough(call):
    for _ in range(2):
        call.streams.create(url="wss://example.com", track="both_tracks", parameter1_name="a", parameter1_value="b")
    status, code, text = refusal(lambda: call.transcriptions.create(track="inbound_track"))
    assert (status, code) == (400, 20001)
    assert "Too many forked tracks" in text


def test_a_session_ends_with_its_call(call):
    stream = call.streams.create(url="wss://example.com", name="s")
    call.update(status="completed")
    for key in (stream.sid, "s"):
        assert refusal(lambda key=key: call.streams(key).update(status="stopped"))[:2] == (404, 20404)


def test_a_payment_runs_to_its_end(call):
    start = {"idempotency_key": "k", "status_callback": CALLBACK, "charge_amount": 12.5, "parameter": {"name": "x"}}
    payment = call.payments.create(**start)
    assert payment.sid.startswith("PK")
    assert call.payments.create(**start).sid == payment.sid
    update = {"idempotency_key": "u", "status_callback": CALLBACK}
    assert refusal(lambda: call.payments.create("other", CALLBACK))[:2] == (400, 64021)
    assert refusal(lambda: call.payments(payment.sid).update(**update))[:2] == (400, 64018)
    assert refusal(lambda: call.payments(payment.sid).update(**update, status="complete"))[:2] == (400, 64019)
    assert refusal(lambda: call.payments(payment.sid).update(**update, capture="pin"))[:2] == (400, 64020)
    for capture in ("payment-card-number", "expiration-date", "security-code", "postal-code"):
        assert call.payments(payment.sid).update(**update, capture=capture).sid == payment.sid
    assert call.payments(payment.sid).update(**update, status="complete").sid == payment.sid
    assert call.payments.create("other", CALLBACK).sid != payment.sid


def test_messages_go_to_clients_only(call, client_leg):
    sent = client_leg.user_defined_messages.create(content='{"key":"value"}', idempotency_key="1")
    assert sent.sid.startswith("KX")
    assert client_leg.user_defined_messages.create(content='{"key":"value"}', idempotency_key="1").sid == sent.sid
    assert refusal(lambda: call.user_defined_messages.create(content="{}")) == (
        400,
        21220,
        "Client message not supported for PSTN calls",
    )
    assert refusal(lambda: client_leg.user_defined_messages.create(content="x" * 10_001))[1] == 32703


def test_a_subscription_is_made_and_deleted(call):
    subscription = call.user_defined_message_subscriptions.create(callback="http://www.example.com", method="GET")
    assert subscription.sid.startswith("ZY")
    assert call.user_defined_message_subscriptions(subscription.sid).delete()
    status, code, _ = refusal(call.user_defined_message_subscriptions(subscription.sid).delete)
    assert (status, code) == (404, 20404)


def test_notifications_are_listed_and_fetched(call):
    assert call.notifications.list() == []
    for _ in range(5):
        call.update(url="https://example.com", twiml="<Response/>")
    listed = call.notifications.list(page_size=2)
    assert [entry.error_code for entry in listed] == ["32019"] * 5
    assert len({entry.sid for entry in listed}) == 5
    day = listed[0].message_date.date()
    assert len(call.notifications.list(message_date=day, log=1)) == 5
    assert len(call.notifications.list(message_date_after=day, limit=3)) == 3
    assert call.notifications.list(message_date_before=day) == []
    assert call.notifications.list(log=0) == []
    entry = call.notifications(listed[-1].sid).fetch()
    assert entry.message_text == listed[-1].message_text
    assert dict(urllib.parse.parse_qsl(entry.message_text))["Msg"] == "Twiml and Url are both set. Url is used."
    assert entry.response_body == ""


def test_events_are_listed(call):
    assert call.events.list() == []
