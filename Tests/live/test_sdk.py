"""The official Python SDK drives the Calls API: what it returns, and each error as the exception it raises."""

import datetime
import json
import uuid

import pytest
from ringback import (
    ACCOUNT,
    CALLS,
    COMPLETED,
    DEFAULT_ACCOUNT,
    DEFAULT_KEY,
    DEFAULT_SECRET,
    ENDED,
    IN_PROGRESS,
    QUEUED,
    RINGING,
    TOKEN,
    basic,
    call_path,
    seeded_call,
)
from twilio.base.exceptions import TwilioRestException

NOT_IN_PROGRESS = "Call is not in-progress. Cannot redirect."
HELLO = "<Response><Say>Hello</Say></Response>"
CALLBACKS = {
    "method": "GET",
    "fallback_url": "https://example.com",
    "fallback_method": "GET",
    "status_callback": "https://example.com",
    "status_callback_method": "GET",
}
# The four request examples of "Update a Call resource": the call each is tried on, and the status it ends in.
DOCUMENTED = {
    "complete": (
        IN_PROGRESS,
        {"url": "https://example.com", "status": "completed", **CALLBACKS},
        {"StatusCallbackUrl": "https://example.com"},
        "completed",
    ),
    "cancel": (QUEUED, {"url": "https://example.com", "status": "canceled", **CALLBACKS}, {}, "canceled"),
    "cancel with twiml": (
        QUEUED,
        {"twiml": "<Response><Say>Enjoy</Say></Response>", "status": "canceled", **CALLBACKS},
        {},
        "canceled",
    ),
    "time limit": (IN_PROGRESS, {"time_limit": 600}, {}, "in-progress"),
}


def now():
    """The present second in UTC: resources tell no fractions."""
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def refused(action, status, code, message, doing="update"):
    """Asserts that the SDK raises an error with exactly this status, code and message; gives the error."""
    with pytest.raises(TwilioRestException) as raised:
        action()
    error = raised.value
    assert (error.status, error.code) == (status, code)
    assert error.msg == f"Unable to {doing} record: {message}"
    return error


# Fetch


@pytest.mark.parametrize("status", CALLS)
def test_fetch_shows_the_call_of_each_status(client, status):
    call = client.calls(CALLS[status]).fetch()
    assert (call.sid, call.status, call.account_sid) == (CALLS[status], status, ACCOUNT)
    assert (call.to, call.to_formatted) == ("+14158675309", "(415) 867-5309")
    assert (call.from_formatted, call.price_unit, call.api_version) == ("(415) 867-5308", "USD", "2010-04-01")
    assert (call.end_time is None) == (status not in ENDED)
    assert (call.start_time is None) == (status in ("queued", "canceled"))


def test_the_documented_call_is_the_documented_json(client):
    call = client.calls(COMPLETED).fetch()
    utc = datetime.timezone.utc
    assert call.date_created == datetime.datetime(2010, 8, 31, 20, 36, 28, tzinfo=utc)
    assert call.start_time == datetime.datetime(2010, 8, 31, 20, 36, 29, tzinfo=utc)
    assert call.end_time == call.date_updated == datetime.datetime(2010, 8, 31, 20, 36, 44, tzinfo=utc)
    assert (call.duration, call.price, call.queue_time) == ("15", "-0.03000", "1000")
    assert (call.direction, call.forwarded_from) == ("inbound", "+141586753093")
    nulls = (call.answered_by, call.caller_name, call.group_sid, call.parent_call_sid, call.trunk_sid)
    assert nulls == (None,) * 5
    assert len(call.subresource_uris) == 9
    below = f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{COMPLETED}/"
    assert call.subresource_uris["user_defined_messages"] == below + "UserDefinedMessages.json"
    assert all(uri.startswith(below) and uri.endswith(".json") for uri in call.subresource_uris.values())


# Ending calls


def test_complete_ends_the_call_and_the_same_again_is_refused(client):
    before = now()
    call = client.calls(IN_PROGRESS).update(status="completed")
    assert call.status == "completed"
    assert before <= call.end_time <= now()
    assert call.end_time.utcoffset() == datetime.timedelta(0)
    assert call.date_updated == call.end_time
    assert int(call.duration) == pytest.approx((call.end_time - call.start_time).total_seconds(), abs=1)
    assert call.price is None
    error = refused(lambda: client.calls(IN_PROGRESS).update(status="completed"), 400, 21220, NOT_IN_PROGRESS)
    assert error.method == "POST"
    assert error.details is None
    assert client.calls(IN_PROGRESS).fetch().status == "completed"


@pytest.mark.parametrize("sid", [QUEUED, RINGING], ids=["queued", "ringing"])
@pytest.mark.parametrize("wish", ["canceled", "completed"])
def test_a_call_that_was_not_answered_ends_as_canceled(client, sid, wish):
    call = client.calls(sid).update(status=wish)
    assert (call.status, call.price, call.duration) == ("canceled", None, "0")
    assert call.end_time is not None
    assert client.calls(sid).fetch().status == "canceled"


def test_canceled_does_nothing_to_a_call_in_progress(client):
    before = client.request("GET", client.api.base_url + call_path(IN_PROGRESS)).text
    call = client.calls(IN_PROGRESS).update(status="canceled")
    assert (call.status, call.end_time) == ("in-progress", None)
    assert client.request("GET", client.api.base_url + call_path(IN_PROGRESS)).text == before


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize(
    "wish",
    [
        {"status": "completed"},
        {"status": "canceled"},
        {"url": "https://example.com"},
        {"twiml": HELLO},
        {"time_limit": 600},
        {"url": "https://example.com", "status": "completed"},
    ],
    ids=lambda wish: "+".join(wish),
)
def test_an_ended_call_takes_no_update(client, status, wish):
    before = client.request("GET", client.api.base_url + call_path(ENDED[status])).text
    refused(lambda: client.calls(ENDED[status]).update(**wish), 400, 21220, NOT_IN_PROGRESS)
    assert client.request("GET", client.api.base_url + call_path(ENDED[status])).text == before


@pytest.mark.parametrize("status", CALLS)
@pytest.mark.parametrize("nothing", [{}, {"status_callback": "https://example.com"}], ids=["empty", "callback alone"])
def test_an_update_that_asks_for_nothing_changes_nothing(client, status, nothing):
    before = client.request("GET", client.api.base_url + call_path(CALLS[status])).text
    assert client.calls(CALLS[status]).update(**nothing).status == status
    assert client.request("GET", client.api.base_url + call_path(CALLS[status])).text == before


# Redirecting


@pytest.mark.parametrize(
    "wish",
    [
        {"url": "https://example.com/voice", "method": "GET"},
        {"url": "https://example.com/voice?a=1&b=%20", **CALLBACKS},
        {"twiml": HELLO},
        {"twiml": "<Response><Say>" + "ü" * 3968 + "</Say></Response>"},
        {"url": "https://example.com/voice", "twiml": HELLO},
        {"url": "https://example.com/voice", "status": "canceled"},
        {"url": "https://example.com/voice", "time_limit": 60},
        # A status callback that Twilio cannot call is accepted, and told of elsewhere.
        {"url": "https://example.com/voice", "status_callback": "https://a_b.example.com/"},
    ],
    ids=["url+method", "url+callbacks", "twiml", "long twiml", "url+twiml", "canceled", "url+limit", "bad callback"],
)
def test_redirect_leaves_the_call_in_progress_under_its_sid(client, wish):
    before = client.calls(IN_PROGRESS).fetch()
    call = client.calls(IN_PROGRESS).update(**wish)
    assert (call.sid, call.status, call.end_time) == (IN_PROGRESS, "in-progress", None)
    assert call.start_time == before.start_time
    assert call.date_updated >= before.date_updated


@pytest.mark.parametrize("sid", [QUEUED, RINGING], ids=["queued", "ringing"])
@pytest.mark.parametrize(
    "wish", [{"url": "https://example.com"}, {"twiml": HELLO}, {"time_limit": 60}], ids=lambda wish: next(iter(wish))
)
def test_a_call_that_was_not_answered_cannot_be_redirected(client, sid, wish):
    refused(lambda: client.calls(sid).update(**wish), 400, 21220, NOT_IN_PROGRESS)


def test_a_time_limit_leaves_the_resource_as_it_is(client):
    before = client.calls(IN_PROGRESS).fetch()
    call = client.calls(IN_PROGRESS).update(time_limit=600)
    assert call.status == "in-progress"
    assert call.date_updated == before.date_updated


# The documentation's own examples


@pytest.mark.parametrize("name", DOCUMENTED)
def test_each_documented_request_gives_its_status(client, name):
    sid, wish, _, status = DOCUMENTED[name]
    assert client.calls(sid).update(**wish).status == status
    assert client.calls(sid).fetch().status == status


@pytest.mark.parametrize("name", DOCUMENTED)
def test_each_documented_request_works_to_the_letter(client, name):
    sid, wish, more, status = DOCUMENTED[name]
    form = {"".join(word.capitalize() for word in key.split("_")): value for key, value in wish.items()} | more
    response = client.request("POST", client.api.base_url + call_path(sid), data=form)
    assert response.status_code == 200
    assert json.loads(response.text)["status"] == status


# Errors


@pytest.mark.parametrize(
    ("wish", "code", "message"),
    [
        ({"url": "not a url"}, 21205, "Url is not a valid URL: not a url"),
        ({"url": "ftp://example.com/"}, 21205, "Url is not a valid URL: ftp://example.com/"),
        ({"url": "/relative"}, 21205, "Url is not a valid URL: /relative"),
        ({"url": "https://example.com", "method": "PUT"}, 21209, "Invalid Method"),
        ({"twiml": "x" * 4001}, 32018, "TwiML size exceeds 4000 characters"),
        ({"time_limit": "soon"}, 20001, "invalid literal for int() with base 10: 'soon'"),
        ({"time_limit": ""}, 20001, "invalid literal for int() with base 10: ''"),
        ({"time_limit": "6.5"}, 20001, "invalid literal for int() with base 10: '6.5'"),
        ({"time_limit": "it's"}, 20001, 'invalid literal for int() with base 10: "it\'s"'),
        ({"time_limit": 2**64}, 20001, f"invalid literal for int() with base 10: '{2**64}'"),
        # Several: integers come first.
        ({"url": "no", "status": "busy", "time_limit": "1x"}, 20001, "invalid literal for int() with base 10: '1x'"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_parameter_that_is_wrong_is_refused_in_twilios_words(client, wish, code, message):
    refused(lambda: client.calls(IN_PROGRESS).update(**wish), 400, code, message)
    # What is wrong in itself is reported whatever the call's status.
    refused(lambda: client.calls(COMPLETED).update(**wish), 400, code, message)


@pytest.mark.parametrize("word", ["busy", "in-progress", "Completed", "cancelled"])
def test_a_status_that_is_no_wish_is_refused(client, word):
    with pytest.raises(TwilioRestException) as raised:
        client.calls(IN_PROGRESS).update(status=word)
    assert (raised.value.status, raised.value.code) == (400, 20001)
    assert raised.value.msg.startswith(f"Unable to update record: Invalid Status: {word}")
    assert client.calls(IN_PROGRESS).fetch().status == "in-progress"


@pytest.mark.parametrize("sid", ["CA" + "9" * 32, "CA" + "g" * 32, "CA123", "PN" + "a" * 32, "null"])
def test_a_call_that_is_not_there_is_named_by_its_path(client, sid):
    missing = f"The requested resource {call_path(sid)} was not found"
    error = refused(lambda: client.calls(sid).fetch(), 404, 20404, missing, doing="fetch")
    assert error.uri in call_path(sid)
    refused(lambda: client.calls(sid).update(status="completed"), 404, 20404, missing)
    # Before what is wrong with the parameters.
    refused(lambda: client.calls(sid).update(url="not a url", time_limit="soon"), 404, 20404, missing)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_method_that_the_call_does_not_take_is_refused(server, method):
    reply = server.ask(method, call_path(IN_PROGRESS), "Status=completed")
    assert reply.status == 405
    assert reply.json == {
        "code": 20004,
        "message": "Method not allowed",
        "more_info": "https://www.twilio.com/docs/errors/20004",
        "status": 405,
    }
    assert {"GET", "POST"} <= {word.strip() for word in reply.headers["Allow"].split(",")}


# Credentials

NO_KEY = "SK" + "9" * 32


@pytest.mark.parametrize(
    ("username", "password", "message"),
    [
        (ACCOUNT, "wrong", "Authenticate"),
        (ACCOUNT, TOKEN + "a", "Authenticate"),
        (ACCOUNT, TOKEN[:-1], "Authenticate"),
        (DEFAULT_KEY, "wrong", "Authenticate"),
        (NO_KEY, "wrong", "Authenticate"),
        ("nobody", "wrong", "Authentication Error - invalid username"),
        (ACCOUNT + " ", TOKEN, "Authentication Error - invalid username"),
        (ACCOUNT[:-1], TOKEN, "Authentication Error - invalid username"),
        ("PN" + "a" * 32, TOKEN, "Authentication Error - invalid username"),
    ],
)
def test_wrong_credentials_are_refused(make_client, username, password, message):
    client = make_client(username, password, account_sid=ACCOUNT)
    refused(lambda: client.calls(IN_PROGRESS).fetch(), 401, 20003, message, doing="fetch")
    refused(lambda: client.calls(IN_PROGRESS).update(status="completed"), 401, 20003, message)


@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        (None, "Authentication Error - No credentials provided"),
        (basic(ACCOUNT, ""), "Authenticate"),
        (basic("AC" + uuid.uuid4().hex, ""), "Authenticate"),
        ("Basic !!!", "Authentication Error - invalid username"),
        ("Bearer token", "Authenticate"),
    ],
    ids=["none", "empty password", "empty password of a newcomer", "no base64", "another scheme"],
)
def test_a_request_without_usable_credentials_is_challenged(server, authorization, message):
    reply = server.ask("GET", call_path(IN_PROGRESS), auth=authorization)
    assert reply.status == 401
    assert reply.headers["WWW-Authenticate"] == 'Basic realm="Twilio API"'
    assert (reply.json["code"], reply.json["message"], reply.json["status"]) == (20003, message, 401)
    # Authentication comes first: the same for what is not there.
    nowhere = server.ask("DELETE", "/2010-04-01/Nothing.json", auth=authorization)
    assert (nowhere.status, nowhere.json) == (401, reply.json)


def test_an_api_key_reaches_its_own_account(server, make_client):
    call = "CA" + uuid.uuid4().hex
    server.seed(sid=DEFAULT_ACCOUNT, calls=[seeded_call(call)])
    client = make_client(DEFAULT_KEY, DEFAULT_SECRET, account_sid=DEFAULT_ACCOUNT)
    assert client.calls(call).update(status="completed").status == "completed"
    other = make_client(DEFAULT_KEY, DEFAULT_SECRET, account_sid=ACCOUNT)
    refused(lambda: other.calls(IN_PROGRESS).fetch(), 401, 20003, "Authenticate", doing="fetch")


def test_a_parent_reaches_its_subaccount_and_nobody_else_does(server, make_client):
    parent, child, key = "AC" + uuid.uuid4().hex, "AC" + uuid.uuid4().hex, "SK" + uuid.uuid4().hex
    calls = {account: "CA" + uuid.uuid4().hex for account in (parent, child)}
    live = {account: [seeded_call(sid)] for account, sid in calls.items()}
    server.seed(
        sid=parent,
        auth_token="parent",
        api_keys=[{"sid": key, "secret": "secret"}],
        calls=live[parent],
        subaccounts=[{"sid": child, "auth_token": "child", "calls": live[child]}],
    )
    reach = make_client(parent, "parent", account_sid=child)
    assert reach.calls(calls[child]).fetch().account_sid == child
    # A call is found below its own account only.
    path = call_path(calls[child], parent)
    own = make_client(parent, "parent")
    missing = f"The requested resource {path} was not found"
    refused(lambda: own.calls(calls[child]).fetch(), 404, 20404, missing, doing="fetch")
    for username, password, account in [
        (child, "child", parent),  # upwards
        (key, "secret", child),  # a key of the parent
        (parent, "child", child),  # one's name with another's token
        (ACCOUNT, TOKEN, child),  # a stranger
    ]:
        client = make_client(username, password, account_sid=account)
        refused(client.calls(calls[account]).fetch, 401, 20003, "Authenticate", doing="fetch")
    assert make_client(child, "child").calls(calls[child]).update(status="completed").status == "completed"
    assert make_client(key, "secret", account_sid=parent).calls(calls[parent]).fetch().status == "in-progress"


@pytest.mark.parametrize("account", ["null", "AC123", "AC" + "9" * 32])
def test_an_account_that_is_not_there_is_named_by_its_path(make_client, account):
    client = make_client(ACCOUNT, TOKEN, account_sid=account)
    path = call_path(IN_PROGRESS, account)
    missing = f"The requested resource {path} was not found"
    refused(lambda: client.calls(IN_PROGRESS).fetch(), 404, 20404, missing, doing="fetch")


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_an_account_that_is_not_active_is_refused(server, make_client, status):
    account, call = "AC" + uuid.uuid4().hex, "CA" + uuid.uuid4().hex
    server.seed(sid=account, auth_token="secret", status=status, calls=[seeded_call(call, "queued")])
    client = make_client(account, "secret")
    refused(lambda: client.calls(call).fetch(), 401, 20003, "Authenticate", doing="fetch")


def test_an_unknown_account_makes_a_world_of_its_own(server, make_client):
    account, call = "AC" + uuid.uuid4().hex, "CA" + uuid.uuid4().hex
    client = make_client(account, "chosen")
    missing = f"The requested resource {call_path(call, account)} was not found"
    refused(lambda: client.calls(call).fetch(), 404, 20404, missing, doing="fetch")
    assert server.control("GET", f"/_twilio/worlds/{account}").json["auth_token"] == "chosen"
    # From now on that is its token.
    late = make_client(account, "another")
    refused(lambda: late.calls(call).fetch(), 401, 20003, "Authenticate", doing="fetch")
    server.seed(sid=account, calls=[seeded_call(call)])
    assert client.calls(call).update(twiml=HELLO).status == "in-progress"


# Ringback's own endpoints beside the SDK


def test_the_network_answers_a_call_which_then_takes_a_redirect(server, client):
    refused(lambda: client.calls(QUEUED).update(twiml=HELLO), 400, 21220, NOT_IN_PROGRESS)
    answered = server.control("POST", "/_twilio/simulate/call-status", {"CallSid": QUEUED, "Status": "in-progress"})
    assert (answered.status, answered.json["status"]) == (200, "in-progress")
    assert client.calls(QUEUED).update(twiml=HELLO).status == "in-progress"
    impossible = server.control("POST", "/_twilio/simulate/call-status", {"CallSid": QUEUED, "Status": "ringing"})
    assert impossible.status == 409
    assert impossible.headers["Content-Type"].startswith("application/problem+json")


def test_duration_counts_whole_seconds_of_the_worlds_clock(server, make_client):
    account, call = "AC" + uuid.uuid4().hex, "CA" + uuid.uuid4().hex
    server.seed(sid=account, auth_token="secret", clock="manual", calls=[seeded_call(call)])
    client = make_client(account, "secret")
    wound = server.control("POST", "/_twilio/clock/advance", {"AccountSid": account, "seconds": 61.5})
    assert wound.status == 200, wound
    ended = client.calls(call).update(status="completed")
    assert ended.duration == "61"
    assert (ended.end_time - ended.start_time).total_seconds() in (61, 62)


def test_reset_brings_everything_back(server, client):
    client.calls(IN_PROGRESS).update(status="completed")
    client.calls(QUEUED).update(status="canceled")
    server.reset()
    assert [client.calls(sid).fetch().status for sid in CALLS.values()] == list(CALLS)
