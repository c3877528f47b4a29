"""`docker-compose.yml` is what the specification allows, and everything that it names exists."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
import yaml

from deploy import make_secrets
from tests.deployment import reading
from tests.deployment.reading import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if "build" in service}
WEB = {"portal": "portal", "portal-2": "portal", "results": "results", "results-2": "results"}


@cache
def specification() -> dict[str, Any]:
    text = files("check_jsonschema").joinpath("builtin_schemas/vendor/compose-spec.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def test_it_is_as_the_specification_wants_it() -> None:
    jsonschema.validate(COMPOSE, specification())


def test_a_mistake_in_it_would_be_found() -> None:
    wrong = {**COMPOSE, "services": {"portal": {**SERVICES["portal"], "depends-on": {}}}}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, specification())


def test_every_variable_is_read_by_somebody() -> None:
    assert {name: found for name in OURS if (found := reading.unknown(SERVICES[name]["environment"]))} == {}


def test_every_command_is_one_of_ours() -> None:
    for name in sorted(OURS - {"roles"}):
        service = SERVICES[name]
        reading.check_command(service.get("command", ["gunicorn"]))
        if service.get("healthcheck", {}).get("test"):
            reading.check_command(service["healthcheck"]["test"][1:])
    [_sh, _c, line] = SERVICES["roles"]["command"]
    reading.check_command(line.partition(" exec ")[2].split())


def test_what_is_mounted_exists_or_is_made_by_whoever_runs_it() -> None:
    named = [source for service in SERVICES.values() for source in _mounted(service) if source.startswith("./")]

    assert named
    assert [source for source in named if source != "./certificates" and not (ROOT / source).exists()] == []
    assert {source for service in SERVICES.values() for source in _mounted(service)} - set(named) == set(
        COMPOSE["volumes"]
    )


def _mounted(service: dict[str, Any]) -> list[str]:
    return [volume.split(":")[0] for volume in service.get("volumes", [])]


def test_secrets_are_given_where_they_are_read_and_nowhere_else() -> None:
    used = set()
    for name, service in SERVICES.items():
        given = set(service.get("secrets", []))
        used |= given
        read = set(re.findall(r"/run/secrets/(\w+)", json.dumps(service)))
        assert read == given, name
    assert used == set(COMPOSE["secrets"])


def test_secrets_have_the_names_that_make_secrets_writes() -> None:
    made = {*make_secrets.MADE_UP, "email_url"}
    made |= {f"{role}_{what}" for role in make_secrets.ROLES for what in ("password", "database_url")}
    assert set(COMPOSE["secrets"]) == made


def test_no_process_of_ours_may_do_more_than_it_must() -> None:
    for name in sorted(OURS | {"proxy", "storage"}):
        service = SERVICES[name]
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    for name in ("proxy", "storage"):
        assert int(SERVICES[name]["user"].split(":")[0]) > 0


def test_each_site_has_its_own_role_and_the_candidates_site_nothing_more() -> None:
    for name, site in WEB.items():
        environment = SERVICES[name]["environment"]
        assert environment["SITE"] == site
        assert environment["DATABASE_URL_FILE"] == f"/run/secrets/{site}_database_url"
    assert set(SERVICES["results"]["secrets"]) == {"secret_key", "letters_keys", "results_database_url"}
    assert SERVICES["results"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_the_proxy_is_told_of_every_name_in_its_file_and_of_every_web_process() -> None:
    proxy = SERVICES["proxy"]["environment"]
    named = set(re.findall(r"\$\{([A-Z_]+)\}", (ROOT / "deploy/proxy/nginx.conf").read_text(encoding="utf-8")))
    let_through = set(re.findall(r"[A-Z_]{3,}", proxy["NGINX_ENVSUBST_FILTER"]))

    assert named == let_through
    assert named <= set(proxy)
    servers = re.findall(r"server (\S+):8000 max_fails=0;", proxy["PORTAL_SERVERS"] + proxy["RESULTS_SERVERS"])
    assert servers == list(WEB)
    assert SERVICES["proxy"]["ports"] == [f"80:{proxy['HTTP_PORT']}", f"443:{proxy['HTTPS_PORT']}"]


def test_metrics_are_asked_for_where_they_are_given() -> None:
    [scraped] = reading.documents(ROOT / "deploy/monitoring/prometheus.yml")
    jobs = scraped["scrape_configs"]
    targets = {target for job in jobs for one in job.get("static_configs", []) for target in one["targets"]}
    names = {(one["names"][0], one["port"]) for job in jobs for one in job.get("dns_sd_configs", [])}

    port = SERVICES["portal"]["environment"]["METRICS_ADDRESS"].rpartition(":")[2]
    assert targets == {f"{name}:{port}" for name in WEB}
    assert names == {("worker", int(port))}
    assert [file for file in scraped["rule_files"] if not (ROOT / "deploy/monitoring" / file).is_file()] == []
