#!/usr/bin/env python3
"""Checks the Kubernetes base and the Dockerfile without a cluster: references resolve, and the safe defaults are there.

Where kubectl is installed, the base is also rendered by it.
"""

import pathlib
import re
import shutil
import subprocess
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
BASE = ROOT / "deploy/kubernetes/base"
DOCKERFILE = ROOT / "deploy/docker/Dockerfile"


def load():
    listed = yaml.safe_load((BASE / "kustomization.yaml").read_text())["resources"]
    return [document for name in listed for document in yaml.safe_load_all((BASE / name).read_text())]


class ManifestsTest(unittest.TestCase):
    def setUp(self):
        self.objects = load()
        self.workloads = [o for o in self.objects if o["kind"] in ("Deployment", "StatefulSet")]

    def test_every_file_is_listed(self):
        listed = set(yaml.safe_load((BASE / "kustomization.yaml").read_text())["resources"])
        self.assertEqual(listed, {p.name for p in BASE.glob("*.yaml")} - {"kustomization.yaml"})

    def test_three_workloads(self):
        self.assertEqual({w["metadata"]["name"] for w in self.workloads}, {"gateway", "workbook-service", "recalc-service"})

    def test_pods_are_restricted(self):
        for workload in self.workloads:
            with self.subTest(workload["metadata"]["name"]):
                pod = workload["spec"]["template"]["spec"]
                self.assertTrue(pod["securityContext"]["runAsNonRoot"])
                self.assertEqual(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault")
                self.assertFalse(pod["automountServiceAccountToken"])
                for container in pod["containers"]:
                    context = container["securityContext"]
                    self.assertFalse(context["allowPrivilegeEscalation"])
                    self.assertTrue(context["readOnlyRootFilesystem"])
                    self.assertEqual(context["capabilities"]["drop"], ["ALL"])
                    self.assertIn("memory", container["resources"]["limits"])

    def test_probes_tell_liveness_from_readiness(self):
        for workload in self.workloads:
            container = workload["spec"]["template"]["spec"]["containers"][0]
            with self.subTest(container["name"]):
                ports = {p["name"]: p["containerPort"] for p in container["ports"]}
                self.assertNotEqual(container["livenessProbe"], container["readinessProbe"])
                for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                    if "grpc" in ports:
                        self.assertEqual(container[probe]["grpc"]["port"], ports["grpc"])
                    else:
                        self.assertIn(container[probe]["httpGet"]["port"], ports)
                if "grpc" in ports:
                    self.assertEqual(container["livenessProbe"]["grpc"]["service"], "liveness")

    def test_grace_is_longer_than_the_drain(self):
        literals = yaml.safe_load((BASE / "kustomization.yaml").read_text())["configMapGenerator"][0]["literals"]
        drain = sum(int(text.split("=")[1].rstrip("s")) for text in literals if "DRAIN" in text)
        for workload in self.workloads:
            self.assertGreater(workload["spec"]["template"]["spec"]["terminationGracePeriodSeconds"], drain)

    def test_selectors_match(self):
        labels = [w["spec"]["template"]["metadata"]["labels"] for w in self.workloads]
        ports = {w["metadata"]["name"]: {p["name"] for c in w["spec"]["template"]["spec"]["containers"] for p in c["ports"]}
                 for w in self.workloads}
        for o in self.objects:
            if o["kind"] == "Service":
                self.assertTrue(any(o["spec"]["selector"].items() <= l.items() for l in labels))
                for port in o["spec"]["ports"]:
                    self.assertIn(port["targetPort"], ports[o["metadata"]["name"]])
            if o["kind"] == "PodDisruptionBudget":
                self.assertTrue(any(o["spec"]["selector"]["matchLabels"].items() <= l.items() for l in labels))

    def test_images_are_targets_of_the_dockerfile(self):
        targets = set(re.findall(r"^FROM \S+ AS (\S+)$", DOCKERFILE.read_text(), re.M))
        for workload in self.workloads:
            for container in workload["spec"]["template"]["spec"]["containers"]:
                self.assertIn(container["image"].removeprefix("sheetgate-"), targets)

    def test_every_variable_is_a_flag(self):
        flags = set()
        for source in list(ROOT.glob("*/flags.cc")) + list(ROOT.glob("platform/config/*.cc")) + list(ROOT.glob("*/main.cc")):
            flags |= set(re.findall(r"ABSL_FLAG\(\s*[^,]+,\s*(\w+)", source.read_text()))
        variables = set(re.findall(r"\bSHEETGATE_([A-Z_]+)\b", DOCKERFILE.read_text()))
        for path in BASE.glob("*.yaml"):
            variables |= set(re.findall(r"\bSHEETGATE_([A-Z_]+)\b", path.read_text()))
        variables -= {"TESTS"}  # a build option
        self.assertTrue(variables)
        self.assertEqual({v.lower() for v in variables} - flags, set())

    def test_kubectl_renders_the_base(self):
        if not shutil.which("kubectl"):
            return  # the checks above stand without it
        rendered = subprocess.run(["kubectl", "kustomize", str(BASE)], capture_output=True, text=True)
        self.assertEqual(rendered.returncode, 0, rendered.stderr)
        self.assertEqual(sum(1 for d in yaml.safe_load_all(rendered.stdout) if d["kind"] in ("Deployment", "StatefulSet")), 3)


if __name__ == "__main__":
    unittest.main()
