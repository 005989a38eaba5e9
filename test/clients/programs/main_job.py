"""The main job with plain requests, one step a run; prints what it gave, or what requests raised."""

import base64
import hashlib
import hmac
import json
import os
import sys

import requests

URL = os.environ["LOCAL_ORG_URL"]
KEY = os.environ["CLIENT_ID"]
SECRET = os.environ["CLIENT_SECRET"]
DATA = URL + "/services/data/v66.0"


def discovered():
    response = requests.get(URL + "/.well-known/openid-configuration", timeout=30)
    response.raise_for_status()
    return response.json()


def granted(auth=None, **more):
    form = {"grant_type": "client_credentials", **more}
    if auth is None:
        form.update(client_id=KEY, client_secret=SECRET)
    response = requests.post(discovered()["token_endpoint"], data=form, auth=auth, timeout=30)
    response.raise_for_status()
    return response.json()


def session(token=None):
    made = requests.Session()
    made.headers["Authorization"] = "Bearer " + (token or granted()["access_token"])
    return made


def answered(response):
    body = response.json() if response.content else None
    return {"status": response.status_code, "body": body, "usage": response.headers.get("Sforce-Limit-Info")}


def signature():
    tokens = granted()
    signed = (tokens["id"] + tokens["issued_at"]).encode()
    digest = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    return base64.b64encode(digest).decode() == tokens["signature"]


def who():
    tokens = granted()
    bearer = session(tokens["access_token"])
    userinfo = bearer.get(discovered()["userinfo_endpoint"], timeout=30)
    return {"tokens": tokens, "userinfo": userinfo.json(), "identity": bearer.get(tokens["id"], timeout=30).json()}


def introspect_and_revoke():
    found = discovered()
    token = granted()["access_token"]

    def introspected():
        return requests.post(
            found["introspection_endpoint"], data={"token": token}, auth=(KEY, SECRET), timeout=30
        ).json()

    before = introspected()
    revoked = requests.post(found["revocation_endpoint"], data={"token": token}, timeout=30)
    api = session(token).get(DATA + "/sobjects", timeout=30)
    return {"before": before, "revoked": revoked.status_code, "after": introspected(), "api": answered(api)}


def account():
    bearer = session()
    accounts = DATA + "/sobjects/Account"
    created = bearer.post(accounts, json={"Name": "Pied Piper"}, timeout=30)
    record = URL + created.headers["Location"]
    return {
        "created": answered(created),
        "read": answered(bearer.get(record, params={"fields": "Name"}, timeout=30)),
        "updated": answered(bearer.patch(record, json={"Industry": "Media"}, timeout=30)),
        "queried": answered(
            bearer.get(DATA + "/query", params={"q": "SELECT Industry FROM Account WHERE Name = 'Pied Piper'"}, timeout=30)
        ),
        "deleted": answered(bearer.delete(record, timeout=30)),
        "after": answered(bearer.get(record, timeout=30)),
    }


def describe():
    found = answered(session().get(DATA + "/sobjects/Account/describe", timeout=30))
    names = [field["name"] for field in found["body"]["fields"]]
    return {"status": found["status"], "name": found["body"]["name"], "fields": names}


STEPS = {
    "discovery": discovered,
    "post": granted,
    "basic": lambda: granted(auth=(KEY, SECRET)),
    "scope": lambda: granted(scope="api"),
    "signature": signature,
    "who": who,
    "introspect_and_revoke": introspect_and_revoke,
    "account": account,
    "describe": describe,
    "limits_of_run_as_user": lambda: answered(session().get(DATA + "/limits", timeout=30)),
    "limits": lambda: answered(session(os.environ["LOCAL_ORG_ACCESS_TOKEN"]).get(DATA + "/limits", timeout=30)),
    "query": lambda: answered(
        session().get(DATA + "/query", params={"q": "SELECT Id FROM Account"}, timeout=30)
    ),
}


def refusal(error):
    response = getattr(error, "response", None)
    told = {"name": type(error).__name__}
    return told if response is None else {**told, "status": response.status_code, "body": response.json()}


try:
    print(json.dumps({"value": STEPS[sys.argv[1]]()}))
except requests.exceptions.RequestException as error:
    print(json.dumps({"refusal": refusal(error)}))
