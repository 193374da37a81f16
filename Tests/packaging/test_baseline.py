"""The baseline of the benchmark does the work that Ringback does: the same statements, the same settings."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def definitions():
    """The #define lines of the baseline's statements: name → text."""
    header = (ROOT / "Benchmarks/statements.h").read_text().replace("\\\n", "")
    found = re.findall(r"^#define (\w+)((?:\s+\"[^\"\n]*\")+)", header, re.MULTILINE)
    return {name: "".join(re.findall(r'"([^"]*)"', texts)) for name, texts in found}


def swift(folder):
    """All Swift text of a folder, white space made one."""
    return " ".join(" ".join(path.read_text().split()) for path in sorted((ROOT / folder).glob("*.swift")))


@pytest.mark.parametrize("name", ["UPDATE_CALL", "DELETE_EFFECTS", "INSERT_EFFECT"])
def test_a_statement_of_the_baseline_is_one_of_ringback_s(name):
    assert definitions()[name] in swift("Sources/Emulator/Persist")


def test_the_baseline_reads_the_columns_that_ringback_reads():
    # Ringback puts this statement together: the columns are a text of their own.
    columns, condition = definitions()["SELECT_CALL"].removeprefix("SELECT ").split(" FROM ")
    persist = swift("Sources/Emulator/Persist")
    assert f'static let list: StaticString = """ {columns} """' in persist
    assert f'SQL(composing: ["SELECT", list, "FROM {condition}"])' in persist


@pytest.mark.parametrize("name", ["PRAGMAS", "FILE_PRAGMAS"])
def test_the_baseline_opens_its_database_as_ringback_does(name):
    database = swift("Sources/Database")
    pragmas = [text.strip() for text in definitions()[name].split(";") if text.strip()]
    assert pragmas
    for pragma in pragmas:
        assert pragma in database, pragma
