"""The surface agrees with Twilio's OpenAPI description, where RINGBACK_OFFICIAL_OPENAPI names a copy of it."""

import contextlib
import json
import os
import pathlib
import sqlite3
import urllib.parse

import jsonschema
import pytest
from ringback import ACCOUNT, CALLS, IN_PROGRESS, QUEUED, call_path

PATH = "/2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json"
OFFICIAL = os.environ.get("RINGBACK_OFFICIAL_OPENAPI")

pytestmark = pytest.mark.skipif(not OFFICIAL, reason="RINGBACK_OFFICIAL_OPENAPI names no copy of the description")

# The call that each documented request is tried on, and the status it ends in.
DOCUMENTED = {
    "update": (IN_PROGRESS, "completed"),
    "cancel": (QUEUED, "canceled"),
    "posttwiml": (QUEUED, "canceled"),
    "updatetimelimit": (IN_PROGRESS, "in-progress"),
}


@pytest.fixture(scope="module")
def official():
    """The description."""
    return json.loads(pathlib.Path(OFFICIAL).read_text())


@pytest.fixture(scope="module")
def form(official):
    """The schema of an update's form, and its examples."""
    return official["paths"][PATH]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]


@pytest.fixture(scope="module")
def resource(official):
    """The schema of a call, as JSON Schema."""
    return json_schema(official, {"$ref": "#/components/schemas/api.v2010.account.call"})


def json_schema(official, schema):
    """OpenAPI 3.0 as JSON Schema: references replaced, `nullable` as a type."""
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
    if schema.get("nullable"):
        result["type"] = [result["type"], "null"]
    return result


def encoded(values):
    """A form as text."""
    return urllib.parse.urlencode(values)


def test_what_is_served_is_in_the_description(server, official):
    served = [line.split(" ") for line in server.control("GET", "/").json["twilio"]]
    assert served
    assert [line for line in served if line[0].lower() not in official["paths"].get(line[1], {})] == []
    assert {method for method, path in served if path == PATH} >= {"GET", "POST"}


def test_a_call_has_the_described_fields(server, resource):
    call = server.call(IN_PROGRESS)
    # The documentation's JSON has one more than the description.
    assert set(call) == set(resource["properties"]) | {"annotation"}
    assert len(call) == 27


def test_the_subresources_are_the_described_ones(server, official):
    described = official["paths"][PATH]["x-twilio"]["dependentProperties"]
    uris = server.call(IN_PROGRESS)["subresource_uris"]
    expected = {
        name: link["resource_url"].format(account_sid=ACCOUNT, call_sid=IN_PROGRESS) for name, link in described.items()
    }
    assert uris == expected
    below = "/2010-04-01/Accounts/{AccountSid}/Calls/{CallSid}/"
    for uri in uris.values():
        assert below + uri.rsplit("/", 1)[1] in official["paths"]


def test_the_nine_parameters_are_the_described_ones_and_each_is_read(start, form, tmp_path):
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
    assert set(values) == set(form["schema"]["properties"])
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


def test_the_words_of_status_are_the_described_ones(server, official):
    words = official["components"]["schemas"]["call_enum_update_status"]["enum"]
    for word in words:
        server.reset()
        assert server.ask("POST", call_path(QUEUED), encoded({"Status": word})).json["status"] == "canceled"
    others = set(official["components"]["schemas"]["call_enum_status"]["enum"]) - set(words)
    server.reset()
    for word in others:
        assert server.ask("POST", call_path(QUEUED), encoded({"Status": word})).status == 400


def test_the_examples_are_the_four_that_the_tests_know(form):
    assert set(form["examples"]) == set(DOCUMENTED)


@pytest.mark.parametrize("status", CALLS)
def test_each_fetched_call_is_valid(server, official, resource, status):
    call = server.call(CALLS[status])
    jsonschema.validate(call, resource)
    assert call["status"] == status


def test_every_status_has_a_seeded_call(official):
    assert set(CALLS) == set(official["components"]["schemas"]["call_enum_status"]["enum"])


@pytest.mark.parametrize("example", DOCUMENTED)
def test_each_documented_update_gives_a_valid_call(server, form, resource, example):
    sid, status = DOCUMENTED[example]
    reply = server.ask("POST", call_path(sid), encoded(form["examples"][example]["value"]))
    assert reply.status == 200, reply
    jsonschema.validate(reply.json, resource)
    assert reply.json["status"] == status
