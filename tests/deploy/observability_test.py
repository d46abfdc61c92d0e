#!/usr/bin/env python3
"""Checks dashboards and alert rules: they are about metrics that are documented, and every alert has its runbook entry."""

import json
import pathlib
import re
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
OBSERVABILITY = ROOT / "deploy/observability"
OPERATIONS = (ROOT / "docs/operations/README.md").read_text()
RUNBOOK = (ROOT / "docs/operations/runbook.md").read_text()
SOURCES = "".join(path.read_text() for folder in ("recalc-service", "platform") for path in (ROOT / folder).rglob("*.cc"))


def metrics_of(expression):
    names = re.findall(r"\bsheetgate_[a-z_]+", expression)
    return {re.sub(r"_bucket$", "", name) for name in names}


def is_made(metric):
    """The services make it: by its name, or by the prefix of a kind of calls."""
    if f'"{metric}"' in SOURCES:
        return True
    prefix = re.match(r"sheetgate_(recalc|what_if|screenshot)", metric)
    return bool(prefix) and f'"{prefix.group(0)}"' in SOURCES and f'"{metric[prefix.end():]}"' in SOURCES


class ObservabilityTest(unittest.TestCase):
    def setUp(self):
        dashboard = json.loads((OBSERVABILITY / "recalc-dashboard.json").read_text())
        self.panels = dashboard["panels"]
        groups = yaml.safe_load((OBSERVABILITY / "recalc-alerts.yaml").read_text())["groups"]
        self.rules = [rule for group in groups for rule in group["rules"]]

    def expressions(self):
        yield from (target["expr"] for panel in self.panels for target in panel.get("targets", []))
        yield from (rule["expr"] for rule in self.rules)

    def test_metrics_exist(self):
        for expression in self.expressions():
            metrics = metrics_of(expression)
            self.assertTrue(metrics, expression)
            for metric in metrics:
                with self.subTest(metric):
                    self.assertTrue(is_made(metric), "no service makes it")

    def test_every_documented_metric_of_recalc_service_has_a_panel(self):
        shown = set().union(*(metrics_of(expression) for expression in self.expressions()))
        documented = set(re.findall(r"`(sheetgate_(?:worker|recalc|what_if|screenshot|open_documents)[a-z_]*)", OPERATIONS))
        self.assertEqual(documented - shown, set())

    def test_every_alert_has_a_runbook_entry(self):
        entries = set(re.findall(r"^## (.+)$", RUNBOOK, re.M))
        for rule in self.rules:
            self.assertIn(rule["annotations"]["summary"], entries)

    def test_panels_do_not_overlap(self):
        taken = set()
        for panel in self.panels:
            place = panel["gridPos"]
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
            self.assertFalse(cells & taken, panel["title"])
            taken |= cells


if __name__ == "__main__":
    unittest.main()
