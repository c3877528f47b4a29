"""The manifests in `deploy/kubernetes` are what Kubernetes takes, and everything that they name exists."""

from typing import Any

import kubernetes_validate
import pytest
from prometheus_client import Gauge

from results_portal.metrics import counters, facts
from tests.deployment import reading
from tests.deployment.reading import KUBERNETES, ROOT

# The oldest and the newest that they are checked for.
VERSIONS = ("1.32", "1.37")
EXAMPLE = "secrets.example.yaml"
FILES = sorted(path.name for path in KUBERNETES.glob("*.yaml") if path.name != "kustomization.yaml")
Manifest = dict[str, Any]


def manifests(kind: str = "") -> list[Manifest]:
    every = [one for file in FILES for one in reading.documents(KUBERNETES / file)]
    return [one for one in every if not kind or one["kind"] == kind]


def named(kind: str) -> set[str]:
    return {one["metadata"]["name"] for one in manifests(kind)}


def pods() -> dict[str, Manifest]:
    """The pod of each Deployment, Job and CronJob."""
    found = {one["metadata"]["name"]: one["spec"]["template"] for one in manifests("Deployment") + manifests("Job")}
    crons = manifests("CronJob")
    return found | {one["metadata"]["name"]: one["spec"]["jobTemplate"]["spec"]["template"] for one in crons}


def container(pod: Manifest) -> Manifest:
    [only] = pod["spec"]["containers"]
    return dict(only)


POD_NAMES = sorted(pods())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("file", FILES)
def test_each_is_as_its_schema_wants_it(file: str, version: str) -> None:
    for manifest in reading.documents(KUBERNETES / file):
        kubernetes_validate.validate(manifest, version, strict=True)


def test_a_mistake_in_one_would_be_found() -> None:
    deployment = manifests("Deployment")[0]

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate({**deployment, "spec": {**deployment["spec"], "replica": 2}}, "1.33", strict=True)


def test_all_files_are_applied_but_the_example() -> None:
    [kustomization] = reading.documents(KUBERNETES / "kustomization.yaml")

    assert sorted(kustomization["resources"]) == [file for file in FILES if file != EXAMPLE]
    assert {image["name"] for image in kustomization["images"]} == {container(pod)["image"] for pod in pods().values()}


@pytest.mark.parametrize("name", POD_NAMES)
def test_its_variables_are_read_and_its_command_is_ours(name: str) -> None:
    ours = container(pods()[name])
    before = pods()[name]["spec"].get("initContainers", [])

    for one in before:
        assert {**one, "name": ours["name"], "command": ours["command"]} == ours
        reading.check_command(one["command"])
    assert reading.unknown([one["name"] for one in ours["env"]]) == set()
    reading.check_command(ours.get("command", ["gunicorn"]))
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        if probe in ours:
            reading.check_command(ours[probe]["exec"]["command"])


@pytest.mark.parametrize("name", POD_NAMES)
def test_each_file_that_it_reads_comes_from_a_secret_that_is_listed(name: str) -> None:
    pod = pods()[name]
    secrets = {one["metadata"]["name"]: set(one["stringData"]) for one in manifests("Secret")}
    of_volume = {v["name"]: v["secret"]["secretName"] for v in pod["spec"]["volumes"] if "secret" in v}
    mounts = {m["mountPath"]: m["name"] for m in container(pod)["volumeMounts"]}

    paths = [one["value"] for one in container(pod)["env"] if one["name"].endswith("_FILE")]
    for path in paths:
        folder, _, file = path.rpartition("/")
        assert file in secrets[of_volume[mounts[folder]]], path
    assert {path.rpartition("/")[0] for path in paths} == {m for m in mounts if mounts[m] in of_volume}


@pytest.mark.parametrize("name", POD_NAMES)
def test_it_runs_as_the_images_user_and_may_do_nothing_more(name: str) -> None:
    pod = pods()[name]
    user = f"--uid {pod['spec']['securityContext']['runAsUser']} "

    assert user in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert pod["spec"]["securityContext"]["runAsNonRoot"] is True
    assert pod["spec"]["serviceAccountName"] in named("ServiceAccount")
    assert container(pod)["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_settings_are_read_by_somebody() -> None:
    [settings] = manifests("ConfigMap")

    assert reading.unknown(settings["data"]) == set()
    assert all(container(pod)["envFrom"] == [{"configMapRef": {"name": "settings"}}] for pod in pods().values())


def test_what_watches_over_pods_names_pods_that_exist() -> None:
    deployments = named("Deployment")
    assert named("PodDisruptionBudget") == deployments
    assert {one["spec"]["scaleTargetRef"]["name"] for one in manifests("HorizontalPodAutoscaler")} == deployments

    apps = {pod["metadata"]["labels"]["app"] for pod in pods().values()}
    chosen = {one["spec"]["selector"]["app"] for one in manifests("Service")}
    for one in manifests("NetworkPolicy"):
        selector = one["spec"]["podSelector"]
        chosen |= {selector.get("matchLabels", {}).get("app", "portal")}
        chosen |= {value for each in selector.get("matchExpressions", []) for value in each["values"]}
    assert chosen <= apps


def test_ingresses_lead_to_services_by_the_hosts_of_the_settings() -> None:
    [settings] = manifests("ConfigMap")
    sites = {"portal": settings["data"]["PORTAL_URL"], "results": settings["data"]["RESULTS_URL"]}

    for ingress in manifests("Ingress"):
        [rule] = ingress["spec"]["rules"]
        [path] = rule["http"]["paths"]
        site = path["backend"]["service"]["name"]
        assert site in named("Service")
        assert sites[site] == f"https://{rule['host']}"
        assert [one["secretName"] for one in ingress["spec"]["tls"]] == ["certificates"]
    assert "certificates" in named("Secret")


def test_nothing_goes_to_a_pod_before_it_is_ready_or_while_it_ends() -> None:
    for name in ("portal", "results"):
        [deployment] = [one for one in manifests("Deployment") if one["metadata"]["name"] == name]
        pod = deployment["spec"]["template"]
        assert deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
        ends = pod["spec"]["terminationGracePeriodSeconds"]
        # What gunicorn gives requests that are under way (its own default, 30 s), after the proxy has learned of it.
        assert ends > container(pod)["lifecycle"]["preStop"]["sleep"]["seconds"] + 30
        assert container(pod)["readinessProbe"]["exec"]["command"][-1] == "/readyz"
        assert container(pod)["livenessProbe"]["exec"]["command"][-1] == "/healthz"


def test_what_scaling_goes_by_is_told_by_our_processes() -> None:
    adapted = reading.documents(ROOT / "deploy/monitoring/prometheus-adapter.yml")[0]["rules"]
    known = {rule["seriesQuery"].partition("{")[0] for rule in adapted["custom"] + adapted["external"]}
    metrics = [metric for one in manifests("HorizontalPodAutoscaler") for metric in one["spec"]["metrics"]]
    asked = {metric[kind]["metric"]["name"] for metric in metrics for kind in ("pods", "external") if kind in metric}
    gauges = [each for each in vars(counters).values() if isinstance(each, Gauge)]
    counted = {told.name for gauge in gauges for told in gauge.describe()}

    assert asked == known
    assert asked <= counted | facts.names()
