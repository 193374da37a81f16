"""The surface agrees with Twilio's OpenAPI description, where RINGBACK_OFFICIAL_OPENAPI names a copy of it."""

import contextlib
import sqlite3
import urllib.parse

import official
import pytest
from official import check, encoded, examples
from ringback import ACCOUNT, CALLS, COMPLETED, IN_PROGRESS, QUEUED, call_path, seeded_call

pytestmark = official.described

OPERATIONS = official.operations()
CLIENT_LEG = "CA" + "7" * 32

# The call that each documented update is tried on, and the status it ends in.
UPDATES = {
    "update": (IN_PROGRESS, "completed"),
    "cancel": (QUEUED, "canceled"),
    "posttwiml": (QUEUED, "canceled"),
    "updatetimelimit": (IN_PROGRESS, "in-progress"),
}
# What stands in for the placeholders of a documented create, which are refused as any such value is: None for nothing.
PLACEHOLDERS = {"From": "+14158675308", "To": "+14158675309", "SendDigits": "ww123#", "ApplicationSid": None}

# Parameters that are served and not described: newer SDKs send them, or an official example does.
BEYOND = {
    ("CreateCall", "Passports"),
    ("CreateCall", "RecordingConfigurationId"),
    ("CreateCallRecording", "PlayBeep"),
    ("CreateCallRecording", "RecordingConfigurationId"),
    ("CreateCallRecording", "Transcribe"),
    ("CreateCallRecording", "TranscriptionConfiguration"),
    ("CreateRealtimeTranscription", "TranscriptionConfigurationId"),
    ("UpdateCallRecording", "PlayBeep"),
}

# What the documented payment asks for beyond its documented walk.
LEFT_OUT = [
    {"Capture": word, "IdempotencyKey": "x", "StatusCallback": "https://myapp.com/payments"}
    for word in ("security-code", "postal-code")
]


class Stage:
    """The documentation's world, and the way from an operation to its answer."""

    def __init__(self, server):
        self.server = server
        self.call = IN_PROGRESS
        self.sid = None

    def ask(self, name, form=None, query=""):
        """Asks for an operation, and checks its answer against the description."""
        method, path, _ = OPERATIONS[name]
        path = path.format(AccountSid=ACCOUNT, CallSid=self.call, Sid=self.sid)
        body = encoded(form) if form is not None else None
        return check(name, self.server.ask(method, path + query, body))

    def make(self, name, form):
        """Makes something that later operations are about."""
        made = self.ask(name, form)
        self.sid = made["sid"]
        return made


def prepare(stage, name, example=None):
    """Makes what an operation is about."""
    family = {
        "UpdateStream": "CreateStream",
        "UpdateSiprec": "CreateSiprec",
        "UpdateRealtimeTranscription": "CreateRealtimeTranscription",
    }
    if name in family:
        made = stage.make(family[name], examples(family[name])["createWithArgs"])
        assert made["name"] == "myName"
        if example == "updateByName":
            stage.sid = "myName"
    elif name.endswith("CallRecording") and name != "CreateCallRecording":
        stage.make("CreateCallRecording", examples("CreateCallRecording")["create201"])
        if name == "DeleteCallRecording":
            stage.ask("UpdateCallRecording", {"Status": "stopped"})
    elif name == "UpdatePayments":
        stage.make("CreatePayments", examples("CreatePayments")["startPaymentSessionSuccess"])
        if example == "completePayment":
            captures = [examples(name)[key] for key in ("collectCreditCardNumber", "collectCreditCardExpiryDate")]
            for form in captures + LEFT_OUT:
                stage.ask(name, form)
    elif name == "CreateUserDefinedMessage":
        stage.server.seed(
            sid=ACCOUNT, calls=[seeded_call(CLIENT_LEG, direction="inbound") | {"from": "client:anna"}]
        )
        stage.call = CLIENT_LEG
    elif name == "DeleteUserDefinedMessageSubscription":
        create = "CreateUserDefinedMessageSubscription"
        stage.make(create, examples(create)["create"])
    elif name.endswith("CallNotification"):
        stage.sid = IN_PROGRESS
        stage.ask("UpdateCall", {"Url": "https://example.com", "Twiml": "<Response/>"})
        stage.sid = stage.ask("ListCallNotification")["notifications"][0]["sid"]
    elif name == "UpdateCall":
        stage.sid = UPDATES[example][0]
    else:
        stage.sid = {"FetchCall": IN_PROGRESS, "DeleteCall": COMPLETED}.get(name)


@pytest.fixture
def stage(server):
    """The documentation's world."""
    return Stage(server)


# The operations


@pytest.mark.parametrize(
    ("name", "example"),
    [(name, example) for name in OPERATIONS for example in examples(name) if name != "CreateCall"],
)
def test_each_documented_request_is_accepted_and_its_answer_valid(stage, name, example):
    prepare(stage, name, example)
    answer = stage.ask(name, examples(name)[example])
    if name == "UpdateCall":
        assert answer["status"] == UPDATES[example][1]


@pytest.mark.parametrize("example", ["create", "createWithTwiml"])
def test_a_documented_create_is_accepted_but_for_its_placeholders(stage, example):
    form = examples("CreateCall")[example]
    assert stage.server.ask("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json", encoded(form)).status == 400
    real = {name: PLACEHOLDERS.get(name, value) for name, value in form.items()}
    call = stage.ask("CreateCall", {name: value for name, value in real.items() if value is not None})
    assert (call["status"], call["to"], call["from"]) == ("queued", PLACEHOLDERS["To"], PLACEHOLDERS["From"])
    stage.sid = call["sid"]
    assert stage.ask("FetchCall")["sid"] == call["sid"]
    stage.call = call["sid"]
    assert len(stage.ask("ListCallEvent")["events"]) == 1


@pytest.mark.parametrize(
    "name", [name for name, (method, _, _) in OPERATIONS.items() if method in ("GET", "DELETE")]
)
def test_each_operation_without_a_form_gives_a_valid_answer(stage, name):
    prepare(stage, name)
    answer = stage.ask(name)
    if name.startswith("List") and name != "ListCallEvent":
        (items,) = [value for value in answer.values() if isinstance(value, list)]
        assert items or name == "ListCallRecording"


def documented_lists():
    """The URIs of the documented first pages."""
    for name, (_, _, operation) in OPERATIONS.items():
        content = operation["responses"].get("200", {}).get("content", {})
        for key, example in content.get("application/json", {}).get("examples", {}).items():
            if uri := example["value"].get("first_page_uri"):
                yield pytest.param(name, uri, id=f"{name}-{key}")


@pytest.mark.parametrize(("name", "uri"), list(documented_lists()))
def test_each_documented_list_is_answered_and_echoes_its_query(server, name, uri):
    page = check(name, server.ask("GET", uri))
    for key in ("uri", "first_page_uri"):
        assert urllib.parse.parse_qs(page[key].partition("?")[2]) == urllib.parse.parse_qs(uri.partition("?")[2])
        assert page[key].partition("?")[0] == uri.partition("?")[0]
    assert (page["page"], page["start"], page["previous_page_uri"]) == (0, 0, None)


def test_a_walk_through_pages_is_valid_on_each(stage):
    page = stage.ask("ListCall", query="?PageSize=3")
    while page["next_page_uri"]:
        page = check("ListCall", stage.server.ask("GET", page["next_page_uri"]))
        assert page["previous_page_uri"]
    check("ListCall", stage.server.ask("GET", page["previous_page_uri"]))


@pytest.mark.parametrize("status", CALLS)
def test_each_fetched_call_is_valid(stage, status):
    stage.sid = CALLS[status]
    assert stage.ask("FetchCall")["status"] == status


# The description that is served


@pytest.fixture(scope="module")
def served(shared_server):
    """The program's own description of what it serves."""
    reply = shared_server.control("GET", "/_twilio/openapi.json")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    assert reply.json["openapi"].startswith("3.1")
    return reply.json["paths"]


def test_there_are_24_operations():
    assert len(OPERATIONS) == 24


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_is_described_as_twilio_does(served, name):
    method, path, expected = OPERATIONS[name]
    operation = served[path][method.lower()]
    assert operation["operationId"] == name
    described, ours = official.parameters(expected), official.parameters(operation)
    differing = {key: (ours.get(key), value) for key, value in described.items() if ours.get(key) != value}
    assert differing == {}, "ours, Twilio's"
    assert {(name, key) for key, _ in ours.keys() - described.keys()} == {pair for pair in BEYOND if pair[0] == name}
    # 408 is an answer of a service that is overloaded.
    assert set(expected["responses"]) - {"408"} <= set(operation["responses"])


def test_what_is_served_below_calls_is_what_is_described(server, served):
    ours = set(server.control("GET", "/").json["twilio"])
    below = "/2010-04-01/Accounts/{AccountSid}/Calls"
    described = {f"{method} {path.removesuffix('.json')}" for method, path, _ in OPERATIONS.values()}
    assert {line for line in ours if line.split(" ")[1].startswith(below)} == described
    # And the two descriptions of our own are of the same things.
    twilio = {path: item for path, item in served.items() if path.startswith("/2010-04-01/")}
    lines = {f"{method.upper()} {path.removesuffix('.json')}" for path, item in twilio.items() for method in item}
    assert lines == ours


# The Call resource and its update


def test_a_call_has_the_described_fields(server):
    call = server.call(IN_PROGRESS)
    described = official.resolved("#/components/schemas/api.v2010.account.call")["properties"]
    # The documentation's JSON has one more than the description.
    assert set(call) == set(described) | {"annotation"}
    assert len(call) == 27


def test_the_subresources_are_the_described_ones(server):
    links = official.description()["paths"][OPERATIONS["FetchCall"][1]]["x-twilio"]["dependentProperties"]
    uris = server.call(IN_PROGRESS)["subresource_uris"]
    expected = {
        name: link["resource_url"].format(account_sid=ACCOUNT, call_sid=IN_PROGRESS) for name, link in links.items()
    }
    assert uris == expected
    below = "/2010-04-01/Accounts/{AccountSid}/Calls/{CallSid}/"
    for uri in uris.values():
        assert below + uri.rsplit("/", 1)[1] in official.description()["paths"]


def test_the_nine_parameters_are_the_described_ones_and_each_is_read(start, tmp_path):
    values = {
        "Url": "https://example.com/u",
        "Method": "GET",
        "Status": "canceled",  # without effect on a call in progress
        "FallbackUrl": "https://example.com/f",
        "FallbackMethod": "GET",
        "StatusCallback": "https://example.com/s",
        "StatusCallbackMethod": "GET",
        "Twiml": "<Response/>",
        "TimeLimit": "600",
    }
    assert set(values) == set(official.form_of(OPERATIONS["UpdateCall"][2])["schema"]["properties"])
    database = tmp_path / "calls.db"
    server = start("--database", database)
    no_twiml = {name: value for name, value in values.items() if name != "Twiml"}
    assert server.ask("POST", call_path(IN_PROGRESS), encoded(no_twiml)).status == 200
    # The two that the row below cannot show.
    assert server.ask("POST", call_path(IN_PROGRESS), "Status=neither").json["code"] == 20001
    assert server.ask("POST", call_path(IN_PROGRESS), encoded({"Twiml": "x" * 4001})).json["code"] == 32018
    assert server.stop() == 0
    columns = "url, method, fallback_url, fallback_method, status_callback, status_callback_method, time_limit"
    with contextlib.closing(sqlite3.connect(database)) as db:
        row = db.execute(f"SELECT {columns} FROM calls WHERE sid = ?", (IN_PROGRESS,)).fetchone()
    assert row == (
        *("https://example.com/u", "GET", "https://example.com/f", "GET", "https://example.com/s", "GET"),
        600,
    )


def test_the_words_of_status_are_the_described_ones(server):
    schemas = official.description()["components"]["schemas"]
    words = schemas["call_enum_update_status"]["enum"]
    assert set(CALLS) == set(schemas["call_enum_status"]["enum"])
    for word in words:
        server.reset()
        assert server.ask("POST", call_path(QUEUED), encoded({"Status": word})).json["status"] == "canceled"
    others = set(CALLS) - set(words)
    server.reset()
    for word in others:
        assert server.ask("POST", call_path(QUEUED), encoded({"Status": word})).status == 400
