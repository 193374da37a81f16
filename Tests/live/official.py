"""Twilio's OpenAPI description, where RINGBACK_OFFICIAL_OPENAPI names a copy of it, and checks against its schemas."""

import functools
import json
import os
import pathlib
import re
import urllib.parse

import jsonschema
import pytest

FILE = os.environ.get("RINGBACK_OFFICIAL_OPENAPI")

described = pytest.mark.skipif(not FILE, reason="RINGBACK_OFFICIAL_OPENAPI names no copy of the description")

# The documentation's JSON of a call has one field more than the description.
BEYOND = {"api.v2010.account.call": {"annotation": {"type": ["string", "null"]}}}

# The formats that the description names, as far as they can be checked.
formats = jsonschema.FormatChecker(formats=())
RFC_2822 = (
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d \+0000"
)
PATTERNS = {
    "date-time-rfc-2822": RFC_2822,
    "currency": "[A-Z]{3}",
    "http-method": "GET|POST",
    "endpoint": r"\+\d+|(client|sips?|sim):.+",
    "phone-number": r"\+\d+",
    "uri": r"\S*",
}
for name, pattern in PATTERNS.items():
    formats.checks(name)(lambda value, pattern=pattern: not isinstance(value, str) or re.fullmatch(pattern, value))


@formats.checks("uri-map")
def is_uri_map(value):
    """Whether a value is an object of paths, or none."""
    return value is None or all(isinstance(uri, str) and uri.startswith("/") for uri in value.values())


@functools.cache
def description():
    """The whole description."""
    return json.loads(pathlib.Path(FILE).read_text())


@functools.cache
def operations():
    """Method, path and operation by the operation's id; none where there is no copy."""
    if not FILE:
        return {}
    return {
        operation["operationId"]: (method.upper(), path, operation)
        for path, item in description()["paths"].items()
        for method, operation in item.items()
        if method in ("get", "post", "delete")
    }


def resolved(reference):
    """What a reference stands for."""
    place = description()
    for key in reference.removeprefix("#/").split("/"):
        place = place[key]
    return place


def json_schema(schema):
    """OpenAPI 3.0 as JSON Schema: references replaced, `nullable` as a type, nothing missing, nothing beyond."""
    if isinstance(schema, list):
        return [json_schema(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        result = json_schema(resolved(schema["$ref"]))
        result.get("properties", {}).update(BEYOND.get(schema["$ref"].rpartition("/")[2], {}))
        return result
    result = {key: json_schema(value) for key, value in schema.items() if key != "nullable"}
    if schema.get("nullable") and "type" in result:
        result["type"] = [result["type"], "null"]
        if "enum" in result:
            result["enum"] = [*result["enum"], None]
    # A property may itself be called `properties`; a schema's is an object of schemas.
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        result["required"] = sorted(schema["properties"])
        result["additionalProperties"] = False
    return result


@functools.cache
def answer_schema(name, status):
    """The schema of an operation's answer of a status; None where it has no body."""
    responses = operations()[name][2]["responses"]
    assert str(status) in responses, f"{name} answers {status}, which is none of {list(responses)}"
    content = responses[str(status)].get("content")
    return content and json_schema(content["application/json"]["schema"])


def check(name, reply):
    """Asserts that a reply is as the operation's description says; its JSON, if it has any."""
    schema = answer_schema(name, reply.status)
    if schema is None:
        assert reply.body == b""
        return None
    assert reply.headers["Content-Type"] == "application/json"
    jsonschema.validate(reply.json, schema, format_checker=formats)
    return reply.json


def form_of(operation):
    """The content of an operation's form: its schema and its examples."""
    content = operation.get("requestBody", {}).get("content", {})
    return content.get("application/x-www-form-urlencoded", {"schema": {}, "examples": {}})


def examples(name):
    """The documented requests of an operation, by their names."""
    return {key: example["value"] for key, example in form_of(operations()[name][2])["examples"].items()}


def encoded(values):
    """The values of an example as a form has them."""
    texts = {key: str(value).lower() if isinstance(value, bool) else value for key, value in values.items()}
    return urllib.parse.urlencode(texts, doseq=True)


def parameters(operation):
    """Type and necessity of each parameter of an operation, by name and place."""

    def kind(schema):
        schema = resolved(schema["$ref"]) if "$ref" in schema else schema
        return schema.get("type", "string")

    found = {
        (parameter["name"], parameter["in"]): (kind(parameter["schema"]), bool(parameter.get("required")))
        for parameter in operation.get("parameters", [])
    }
    schema = form_of(operation)["schema"]
    required = schema.get("required", [])
    found |= {
        (name, "form"): (kind(property), name in required) for name, property in schema.get("properties", {}).items()
    }
    return found
