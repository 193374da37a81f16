"""The official Python SDK on what belongs to a call: streams, SIPREC, transcriptions, payments, messages, history."""

import json
import os
import pathlib
import urllib.parse

import jsonschema
import pytest
from ringback import ACCOUNT, COMPLETED, ENDED, IN_PROGRESS, QUEUED, RINGING, seeded_call
from twilio.base.exceptions import TwilioRestException

OFFICIAL = os.environ.get("RINGBACK_OFFICIAL_OPENAPI")
CLIENT_LEG = "CA" + "7" * 32
BELOW = "/2010-04-01/Accounts/{AccountSid}/Calls/{CallSid}/"
CALLBACK = "https://myapp.com/payments"
SESSIONS = {"streams": {"url": "wss://example.com/media"}, "siprec": {}, "transcriptions": {}}

official_only = pytest.mark.skipif(not OFFICIAL, reason="RINGBACK_OFFICIAL_OPENAPI names no copy of the description")


@pytest.fixture
def call(client):
    """The documentation's call in progress."""
    return client.calls(IN_PROGRESS)


@pytest.fixture
def client_leg(server, client):
    """A call in progress from the Voice SDK."""
    server.seed(sid=ACCOUNT, calls=[seeded_call(CLIENT_LEG, direction="inbound") | {"from": "client:anna"}])
    return client.calls(CLIENT_LEG)


def refusal(action):
    """Status, code and message of the exception that an action raises."""
    with pytest.raises(TwilioRestException) as raised:
        action()
    return raised.value.status, raised.value.code, raised.value.msg


def message(text):
    """The message as the SDK tells that of a create."""
    return f"Unable to create record: {text}"


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
        message("Call is not in the expected state"),
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
        message("Client message not supported for PSTN calls"),
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


# Against the official description.


@pytest.fixture(scope="module")
def official():
    """The description."""
    return json.loads(pathlib.Path(OFFICIAL).read_text())


def json_schema(official, schema):
    """OpenAPI 3.0 as JSON Schema: references replaced, `nullable` as a type, nothing beyond what is described."""
    if isinstance(schema, list):
        return [json_schema(official, part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        place = official
        for key in schema["$ref"].removeprefix("#/").split("/"):
            place = place[key]
        return json_schema(official, place)
    result = {key: json_schema(official, value) for key, value in schema.items() if key != "nullable"}
    if schema.get("nullable") and "type" in result:
        result["type"] = [result["type"], "null"]
        if "enum" in result:
            result["enum"] = [*result["enum"], None]
    # A property may itself be called `properties`; a schema's is an object of schemas.
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        result["required"] = sorted(schema["properties"])
        result["additionalProperties"] = False
    return result


def check(official, tail, method, reply):
    """Validates an answer against the description of its operation."""
    responses = official["paths"][BELOW + tail + ".json"][method]["responses"]
    assert str(reply.status) in responses, reply
    content = responses[str(reply.status)].get("content")
    if content is None:
        assert reply.body == b""
        return None
    jsonschema.validate(reply.json, json_schema(official, content["application/json"]["schema"]))
    return reply.json


def text(value):
    """A value of an example as a form has it."""
    return str(value).lower() if isinstance(value, bool) else value


def examples(official, tail):
    """The documented requests of a POST."""
    content = official["paths"][BELOW + tail + ".json"]["post"]["requestBody"]["content"]
    for name, example in content["application/x-www-form-urlencoded"]["examples"].items():
        yield name, urllib.parse.urlencode({key: text(value) for key, value in example["value"].items()})


def ask(server, method, tail, form=None, call=IN_PROGRESS):
    """Asks for something below a call."""
    return server.ask(method, f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{call}/{tail}", form)


@official_only
@pytest.mark.parametrize("kind", ["Streams", "Siprec", "Transcriptions"])
def test_documented_sessions_give_valid_answers(server, official, kind):
    sids = []
    for _, form in examples(official, kind):
        server.reset()
        session = check(official, kind, "post", ask(server, "POST", f"{kind}.json", form))
        sids.append(session["sid"])
        for _, stop in examples(official, kind + "/{Sid}"):
            key = session["name"] or session["sid"]
            check(official, kind + "/{Sid}", "post", ask(server, "POST", f"{kind}/{key}.json", stop))
            break
    assert len(sids) == 2


@official_only
def test_a_documented_payment_gives_valid_answers(server, official):
    (_, start), *_ = examples(official, "Payments")
    sid = check(official, "Payments", "post", ask(server, "POST", "Payments.json", start))["sid"]
    # What the documented walk leaves out, and the card's payment needs.
    for capture in ("security-code", "postal-code"):
        form = urllib.parse.urlencode({"Capture": capture, "IdempotencyKey": "x", "StatusCallback": CALLBACK})
        assert ask(server, "POST", f"Payments/{sid}.json", form).status == 202
    updates = dict(examples(official, "Payments/{Sid}"))
    assert len(updates) >= 3
    for form in sorted(updates.values(), key=lambda form: "Status=" in form):
        check(official, "Payments/{Sid}", "post", ask(server, "POST", f"Payments/{sid}.json", form))


@official_only
@pytest.mark.usefixtures("client_leg")
def test_documented_messages_give_valid_answers(server, official):
    for tail in ("UserDefinedMessages", "UserDefinedMessageSubscriptions"):
        for _, form in examples(official, tail):
            made = check(official, tail, "post", ask(server, "POST", f"{tail}.json", form, CLIENT_LEG))
    tail += "/{Sid}"
    check(official, tail, "delete", ask(server, "DELETE", f"{tail.format(Sid=made['sid'])}.json", call=CLIENT_LEG))


@official_only
def test_notifications_are_valid(server, client, official):
    client.calls(IN_PROGRESS).update(url="https://example.com", twiml="<Response/>")
    reply = ask(server, "GET", "Notifications.json?Log=1&MessageDate%3E=2008-01-02")
    listed = check(official, "Notifications", "get", reply)
    (entry,) = listed["notifications"]
    check(official, "Notifications/{Sid}", "get", ask(server, "GET", f"Notifications/{entry['sid']}.json"))
    empty = ask(server, "GET", "Notifications.json?MessageDate=2008-01-02&Log=1")
    assert check(official, "Notifications", "get", empty)["notifications"] == []


@official_only
def test_events_are_valid(server, official):
    for sid in (IN_PROGRESS, COMPLETED):
        assert check(official, "Events", "get", ask(server, "GET", "Events.json", call=sid))["events"] == []
