"""Calls through the official Python SDK: created with all that it offers, deleted, and listed by the ten thousand."""

import contextlib
import datetime
import inspect
import json
import threading

import pytest
from ringback import ENDED, IN_PROGRESS, PATIENCE, QUEUED, RINGING, Ringback, call_path, seeded_call
from sdk import World, refusal
from twilio.base.exceptions import TwilioException
from twilio.rest.api.v2010.account.call import CallList

NOW = datetime.datetime(2031, 4, 28, 7, 8, 9, tzinfo=datetime.timezone.utc)
FROM, TO = "+14158675308", "+14158675309"
URL = "https://example.com/voice"
HELLO = "<Response><Say>Hello</Say></Response>"
APPLICATION = "AP" + "5" * 32

# A value for each parameter of create beside `to` and `from_`.
PARAMETERS = {
    "method": "GET",
    "fallback_url": "https://example.com/fallback",
    "fallback_method": "GET",
    "status_callback": "https://example.com/status",
    "status_callback_event": ["initiated", "ringing", "answered", "completed"],
    "status_callback_method": "GET",
    "send_digits": "ww12#",
    "timeout": 15,
    "record": True,
    "recording_channels": "dual",
    "recording_status_callback": "https://example.com/recording",
    "recording_status_callback_method": "GET",
    "recording_configuration_id": "configuration",
    "sip_auth_username": "anna",
    "sip_auth_password": "secret",
    "machine_detection": "DetectMessageEnd",
    "machine_detection_timeout": 20,
    "recording_status_callback_event": ["in-progress", "completed", "absent"],
    "trim": "do-not-trim",
    "caller_id": "+14158675310",
    "machine_detection_speech_threshold": 2000,
    "machine_detection_speech_end_threshold": 1000,
    "machine_detection_silence_timeout": 4000,
    "async_amd": "true",
    "async_amd_status_callback": "https://example.com/amd",
    "async_amd_status_callback_method": "GET",
    "passports": "passport",
    "byoc": "BY" + "5" * 32,
    "call_reason": "A reason",
    "call_token": "token",
    "recording_track": "inbound",
    "time_limit": 600,
    "client_notification_url": "https://example.com/push",
    "url": URL,
    "twiml": HELLO,
    "application_sid": APPLICATION,
}
INSTRUCTIONS = {"url", "twiml", "application_sid"}


def still(server, **contents):
    """A world whose clock stands still: nothing in it moves by itself."""
    return World(server, clock={"mode": "manual", "now": NOW.isoformat()}, **contents)


@pytest.fixture
def world(server):
    """A world of its own, gone at the end."""
    made = still(server, applications=[{"sid": APPLICATION, "friendly_name": "Desk", "voice_url": URL}])
    yield made
    assert server.control("DELETE", f"/_twilio/worlds/{made.sid}").status == 204


# Create


def is_new(call, to=TO, from_=FROM):
    """Asserts that a call is as a create shows it."""
    assert (call.status, call.direction, call.to, getattr(call, "_from")) == ("queued", "outbound-api", to, from_)
    assert (call.date_created, call.date_updated, call.start_time, call.end_time) == (None,) * 4
    assert (call.duration, call.price, call.price_unit, call.queue_time) == (None, None, "USD", "0")
    assert (call.answered_by, call.parent_call_sid, call.trunk_sid, call.caller_name) == (None,) * 4


def test_the_table_has_all_that_the_sdk_offers():
    offered = set(inspect.signature(CallList.create).parameters) - {"self", "to", "from_"}
    assert set(PARAMETERS) >= offered
    # Older releases of the SDK lack the newest.
    assert set(PARAMETERS) - offered <= {"client_notification_url", "passports", "recording_configuration_id"}


def offered(parameters):
    """Those of some parameters that this release of the SDK offers."""
    return {name: value for name, value in parameters.items() if name in inspect.signature(CallList.create).parameters}


@pytest.mark.parametrize(
    ("to", "from_"),
    [(TO, FROM), ("sip:anna@example.com", "desk"), ("client:anna", FROM)],
    ids=["phone", "sip", "client"],
)
def test_a_call_is_created_with_everything(world, to, from_):
    call = world.client.calls.create(to=to, from_=from_, **offered(PARAMETERS))
    is_new(call, to, from_)
    fetched = world.client.calls(call.sid).fetch()
    assert (fetched.status, fetched.date_created, fetched.date_updated) == ("queued", NOW, NOW)
    assert [listed.sid for listed in world.client.calls.list()] == [call.sid]
    # The request that made it, in the call's events.
    (event,) = world.client.calls(call.sid).events.list()
    sent = event.request["parameters"]
    # A secret is not told.
    assert set(offered(PARAMETERS)) - set(sent) == {"sip_auth_password"}
    assert (sent["to"], sent["from"], sent["twiml"], sent["timeout"]) == (to, from_, HELLO, "15")
    assert event.response["response_code"] == 201
    assert json.loads(event.response["response_body"])["sid"] == call.sid


@pytest.mark.parametrize("name", offered(PARAMETERS))
def test_each_parameter_is_taken_alone(world, name):
    parameters = {name: PARAMETERS[name]}
    if name not in INSTRUCTIONS:
        parameters["url"] = URL
    is_new(world.client.calls.create(to=TO, from_=FROM, **parameters))


@pytest.mark.parametrize(
    ("to", "shown", "formatted"),
    [
        ("+14158675309", TO, "(415) 867-5309"),
        ("(415) 867-5309", TO, "(415) 867-5309"),
        ("+1 (415) 86-PLOW-9", "+14158675699", "(415) 867-5699"),
        ("+442071838750", "+442071838750", "+442071838750"),
        ("client:anna", "client:anna", "client:anna"),
        ("sip:anna@example.com", "sip:anna@example.com", "sip:anna@example.com"),
    ],
)
def test_who_is_called_is_shown_in_one_form(world, to, shown, formatted):
    call = world.client.calls.create(to=to, from_=FROM, url=URL)
    assert (call.to, call.to_formatted, call.from_formatted) == (shown, formatted, "(415) 867-5308")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": ""}, 21201),
        ({"from_": ""}, 21213),
        ({"url": ""}, 21205),
        ({"url": "no"}, 21205),
        ({"to": "+15005550001"}, 21217),
        ({"to": "+15005550002"}, 21214),
        ({"to": "+15005550003"}, 21215),
        ({"to": "+15005550004"}, 21216),
        ({"from_": "+15005550001"}, 21212),
        ({"send_digits": "x"}, 21206),
        ({"timeout": 0}, 21208),
        ({"timeout": "soon"}, 20001),
        ({"application_sid": "AP" + "9" * 32}, 21218),
        ({"machine_detection_timeout": 1000}, 21234),
        ({"to": "sip:anna@example.com", "sip_auth_username": "anna"}, 21225),
    ],
    ids=str,
)
def test_a_create_that_is_wrong_is_refused(world, changes, code):
    create = {"to": TO, "from_": FROM, "url": URL} | changes
    assert refusal(lambda: world.client.calls.create(**create))[:2] == (400, code)
    assert world.client.calls.list() == []


# Delete


@pytest.mark.parametrize("sid", ENDED.values(), ids=ENDED)
def test_a_call_that_is_over_is_deleted_for_good(client, sid):
    assert client.calls(sid).delete()
    for action in (client.calls(sid).fetch, client.calls(sid).delete, lambda: client.calls(sid).update(url=URL)):
        assert refusal(action)[:2] == (404, 20404)
    assert sid not in [call.sid for call in client.calls.list()]


@pytest.mark.parametrize("sid", [QUEUED, RINGING, IN_PROGRESS], ids=["queued", "ringing", "in-progress"])
def test_a_call_that_is_not_over_is_not_deleted(client, sid):
    assert refusal(client.calls(sid).delete)[:2] == (409, 20009)
    before = client.calls(sid).fetch()
    client.calls(sid).update(status="completed")
    assert client.calls(sid).delete()
    assert before.sid == sid


def test_recordings_outlive_their_call(client):
    call = client.calls(IN_PROGRESS)
    recording = call.recordings.create()
    call.update(status="completed")
    assert call.delete()
    assert client.recordings(recording.sid).fetch().call_sid == IN_PROGRESS


# Lists of ten thousand

COUNT = 10_000
FIRST = datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.timezone.utc)
DAY = datetime.timedelta(days=1)
STATUSES = [
    *("completed", "busy", "no-answer", "failed", "completed"),
    *("canceled", "completed", "in-progress", "queued", "ringing"),
]
STEP = datetime.timedelta(minutes=20)
PARENT = f"CA{0:032x}"


def crowd():
    """Ten thousand calls as a seed has them, oldest first: five of each instant, through 28 days."""
    for number in range(COUNT):
        at = FIRST + STEP * (number // 5)
        status = STATUSES[number % len(STATUSES)]
        call = {
            "sid": f"CA{number:032x}",
            "status": status,
            "to": f"+1415867{number % 4:04d}",
            "from": f"+1415868{number % 3:04d}",
            "date_created": at,
        }
        if status not in ("queued", "canceled"):
            call["start_time"] = at
        if status not in ("queued", "ringing", "in-progress"):
            call["end_time"] = at + datetime.timedelta(seconds=90 if status == "completed" else 0)
        if number % 7 == 1:
            call["parent_call_sid"] = PARENT
        yield call


CROWD = list(crowd())
PLACES = {call["sid"]: place for place, call in enumerate(CROWD)}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """A world of ten thousand calls, on a server of its own. Nobody changes these; others are added to them."""
    server = Ringback(tmp_path_factory.mktemp("crowded")).start("--log-level", "warning")
    world = still(server)
    world.seed(
        calls=[
            {name: value if isinstance(value, str) else value.isoformat() for name, value in call.items()}
            for call in CROWD
        ]
    )
    yield world
    assert server.stop() == 0
    assert " error " not in server.log


def expected(matches=lambda call: True):
    """The SIDs of the crowd's calls that match, as a list has them: newest first."""
    return [call["sid"] for call in reversed(CROWD) if matches(call)]


@contextlib.contextmanager
def newcomers(world, **parties):
    """Creates calls in a thread of its own while the body runs: at least one before, and never too many to live."""
    made, begun, over = [], threading.Event(), threading.Event()

    def create():
        client = world.as_(world.sid, world.token)
        try:
            while not over.is_set() and len(made) < 150:
                made.append(client.calls.create(**{"to": TO, "from_": FROM, "url": URL} | parties).sid)
                begun.set()
        finally:
            begun.set()

    thread = threading.Thread(target=create)
    thread.start()
    try:
        assert begun.wait(timeout=PATIENCE)
        yield
    finally:
        over.set()
        thread.join()
    assert made


def is_between(call, field, first, last):
    """Whether a time of a call, if it has one, is in a stretch."""
    return field in call and first <= call[field] < last


ALWAYS = datetime.datetime.max.replace(tzinfo=datetime.timezone.utc)
NEVER = datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)
NOON = FIRST + 10 * DAY
MIDNIGHT = NOON.replace(hour=0)
# The same instant as other SDKs and people write it: this one passes text on.
ELSEWHERE = ["2030-01-11T05:00:00-07:00", "2030-01-11T12:00:00", "2030-01-11 12:00:00.000", "01/11/2030 05:00:00 MST"]

# What each filter of the SDK lets through.
FILTERS = {
    "nothing": ({}, lambda call: True),
    "to": ({"to": "+14158670001"}, lambda call: call["to"] == "+14158670001"),
    "from": ({"from_": "+14158680002"}, lambda call: call["from"] == "+14158680002"),
    "parent": ({"parent_call_sid": PARENT}, lambda call: "parent_call_sid" in call),
    **{
        f"status {status}": ({"status": status}, lambda call, status=status: call["status"] == status)
        for status in dict.fromkeys(STATUSES)
    },
}
for field, name in (("start_time", "start"), ("end_time", "end")):
    FILTERS |= {
        f"{name} on a date": (
            {field: NOON.date()},
            lambda call, field=field: is_between(call, field, MIDNIGHT, MIDNIGHT + DAY),
        ),
        f"{name} on the day of an instant": (
            {field: NOON},
            lambda call, field=field: is_between(call, field, MIDNIGHT, MIDNIGHT + DAY),
        ),
        f"{name} before a date": (
            {f"{field}_before": NOON.date()},
            lambda call, field=field: is_between(call, field, NEVER, MIDNIGHT),
        ),
        f"{name} before an instant": (
            {f"{field}_before": NOON},
            lambda call, field=field: is_between(call, field, NEVER, NOON),
        ),
        f"{name} after a date": (
            {f"{field}_after": NOON.date()},
            lambda call, field=field: is_between(call, field, MIDNIGHT, ALWAYS),
        ),
        f"{name} after an instant": (
            {f"{field}_after": NOON},
            lambda call, field=field: is_between(call, field, NOON, ALWAYS),
        ),
        **{
            f"{name} after {text}": (
                {f"{field}_after": text},
                lambda call, field=field: is_between(call, field, NOON, ALWAYS),
            )
            for text in ELSEWHERE
        },
        f"{name} between": (
            {f"{field}_after": NOON - 2 * DAY, f"{field}_before": NOON.date()},
            lambda call, field=field: is_between(call, field, NOON - 2 * DAY, MIDNIGHT),
        ),
    }
FILTERS["several"] = (
    {"to": "+14158670002", "from_": "+14158680002", "status": "completed", "start_time_after": NOON},
    lambda call: (
        (call["to"], call["from"], call["status"]) == ("+14158670002", "+14158680002", "completed")
        and is_between(call, "start_time", NOON, ALWAYS)
    ),
)


@pytest.mark.parametrize("name", FILTERS)
def test_a_list_has_no_gap_and_no_repeat_while_calls_are_created(crowded, name):
    wanted, matches = FILTERS[name]
    # The newcomers pass the filter where they can.
    with newcomers(crowded, **{key: value for key, value in wanted.items() if key in ("to", "from_")}):
        listed = [call.sid for call in crowded.client.calls.list(page_size=1000, **wanted)]
    assert len(set(listed)) == len(listed)
    old = [sid for sid in listed if sid in PLACES]
    assert old
    assert old == expected(matches)
    # Newcomers are newer than all of the crowd: what is listed of them comes first.
    assert listed[len(listed) - len(old) :] == old


@pytest.mark.parametrize(
    ("limit", "page_size"), [(1, None), (7, 3), (50, None), (1000, 1000), (1001, 1000), (2500, 1000), (COUNT, 1000)]
)
def test_a_limit_is_kept_to_the_call(crowded, limit, page_size):
    wanted, matches = FILTERS["start before an instant"]
    listed = [call.sid for call in crowded.client.calls.list(limit=limit, page_size=page_size, **wanted)]
    assert listed == expected(matches)[:limit]


def test_a_limit_above_the_largest_page_is_refused_without_a_page_size(world):
    # The SDK asks for one page of the limit then.
    with pytest.raises(TwilioException, match='400.*"code":20007'):
        world.client.calls.list(limit=2500)


def test_what_is_not_emulated_is_named_once_in_the_log(start):
    server = start()
    account = call_path(IN_PROGRESS).partition("/Calls/")[0]
    paths = ["Calls/FeedbackSummary", "AvailablePhoneNumbers/US/Local", "IncomingPhoneNumbers/Local"]
    others = [f"Messages/SM{'a' * 32}", "Messages", f"Calls/{IN_PROGRESS}/Feedback", f"Calls/CA{'9' * 32}"]
    for path in [*paths, *paths, *others, "Calls.json/"]:
        extension = "" if path.endswith("/") else ".json"
        assert server.ask("GET", f"{account}/{path}{extension}").status == 404
    lines = [line.partition(" is not emulated")[0] for line in server.log.splitlines() if "is not emulated" in line]
    assert [line.rpartition(" ")[2] for line in lines] == [*paths, "Messages", "Calls/Feedback"]


def test_a_stream_goes_on_from_where_it_stood(crowded):
    """Calls come in between any two pages, in the very order of the walk."""
    seen = []
    for number, call in enumerate(crowded.client.calls.stream(page_size=500)):
        seen.append(call.sid)
        if number % 500 == 499:
            crowded.client.calls.create(to=TO, from_=FROM, url=URL)
    assert len(set(seen)) == len(seen)
    assert [sid for sid in seen if sid in PLACES] == expected()


def test_pages_lead_forth_and_back(crowded):
    wanted, matches = FILTERS["status busy"]
    sids = expected(matches)
    pages = [crowded.client.calls.page(page_size=300, **wanted)]
    walked = [[call.sid for call in pages[0]]]
    while (page := pages[-1].next_page()) is not None:
        pages.append(page)
        walked.append([call.sid for call in page])
    assert walked == [sids[start : start + 300] for start in range(0, len(sids), 300)]
    assert len(walked) == 4
    for number in range(3, 0, -1):
        back = pages[number].previous_page()
        assert [call.sid for call in back] == walked[number - 1]
        if number > 1:
            assert [call.sid for call in back.next_page()] == walked[number]
    assert pages[0].previous_page() is None
    again = crowded.client.calls.get_page(pages[1].next_page_url)
    assert [call.sid for call in again] == walked[2]


def test_a_page_by_its_number_alone_counts_from_the_newest(crowded):
    wanted, matches = FILTERS["status failed"]
    page = crowded.client.calls.page(page_number=2, page_size=100, **wanted)
    assert [call.sid for call in page] == expected(matches)[200:300]


@pytest.mark.parametrize("ahead", [None, 1, 7, 25])
def test_calls_are_deleted_while_they_are_listed(world, ahead):
    """Each call is deleted when it is seen, and at each page's end one that comes later: those alone are missed."""
    world.seed(calls=[seeded_call(f"CA{number:020x}{world.sid[-12:]}", "completed") for number in range(90)])
    order = [call.sid for call in world.client.calls.list()]
    assert len(set(order)) == 90
    seen, missed = [], []
    for call in world.client.calls.stream(page_size=20):
        seen.append(call.sid)
        # The last of a page is where the next one starts from.
        assert world.client.calls(call.sid).delete()
        if ahead and len(seen) % 20 == 0:
            for sid in order[order.index(call.sid) + ahead :][:1]:
                assert world.client.calls(sid).delete()
                missed.append(sid)
    assert len(missed) >= 3 or not ahead
    assert seen == [sid for sid in order if sid not in missed]
    assert world.client.calls.list() == []


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("PageSize=1001", 400, 20007),
        ("PageSize=x", 400, 20001),
        ("PageToken=nonsense", 400, 20001),
        ("PageToken=PACA" + "9" * 32, 400, 20001),
        ("StartTime=yesterday", 400, 20001),
        ("EndTime%3E=2030-02-30", 400, 20001),
        ("PageSize=0", 200, None),
        ("PageSize=-5", 200, None),
        ("PageSize=1000", 200, None),
        ("StartTime=&Status=&To=", 200, None),
        ("Page=100000", 200, None),
    ],
)
def test_a_list_says_what_is_wrong_with_its_query(world, query, status, code):
    reply = world.ask("GET", f"/Calls.json?{query}")
    assert (reply.status, reply.json.get("code")) == (status, code)
