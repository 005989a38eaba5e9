"""Tests with plain requests against a local org, which a fixture starts as a process."""

import json
import os
import signal
import subprocess

import pytest
import requests

ECA = os.environ.get("ECA", "node_modules/.bin/eca")


@pytest.fixture(scope="session")
def org():
    """A local org as `eca local-org start --json` tells of it: instanceUrl, accessToken, orgId, username."""
    command = [ECA, "local-org", "start", "--alias", "pytest", "--no-config", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield json.loads(process.stdout.readline())["result"]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def salesforce(org):
    """A session of requests that is logged in."""
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {org['accessToken']}"
        yield session


def test_reads_what_it_has_written(org, salesforce):
    data = f"{org['instanceUrl']}/services/data/v66.0"
    created = salesforce.post(f"{data}/sobjects/Account", json={"Name": "Acme Rockets"})
    assert created.status_code == 201
    query = f"SELECT Name FROM Account WHERE Id = '{created.json()['id']}'"
    found = salesforce.get(f"{data}/query", params={"q": query}).json()
    assert [record["Name"] for record in found["records"]] == ["Acme Rockets"]


def test_knows_the_run_as_user(org, salesforce):
    query = "SELECT IsActive FROM User WHERE Username = 'billing.sync@acme.example'"
    found = salesforce.get(f"{org['instanceUrl']}/services/data/v66.0/query", params={"q": query}).json()
    assert found["records"][0]["IsActive"] is True


def test_is_refused_with_an_unknown_key(org):
    form = {"grant_type": "client_credentials", "client_id": "no-such-key", "client_secret": "x"}
    answer = requests.post(f"{org['instanceUrl']}/services/oauth2/token", data=form)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_client_id"
