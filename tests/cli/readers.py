"""readers.py FOLDER...: reads the reports of each folder as CI servers do, and says what these would not take.

The rules are those of the parsers of GitLab (code quality, annotations, dotenv) and of GitHub's runner (commands).
"""
import html.parser
import json
import os
import re
import sys

COMMANDS = {"error", "warning", "notice", "add-mask", "set-env", "set-output", "add-path", "debug", "group",
            "endgroup", "save-state", "add-matcher", "remove-matcher", "echo", "stop-commands"}
faults = []


def fault(path, what):
    faults.append(f"{path}: {what}")


def text_of(path):
    with open(path, "rb") as file:
        data = file.read()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        fault(path, error)
        return ""
    if re.search("[\x00-\x08\x0b-\x1f\x7f]", text):
        fault(path, "holds control characters")
    return text


def strict_json(path):
    def no_repetition(pairs):
        if len(dict(pairs)) != len(pairs):
            fault(path, f"a key is there twice: {pairs}")
        return dict(pairs)

    return json.loads(text_of(path), object_pairs_hook=no_repetition)


def read_codequality(path):
    fingerprints = set()
    for entry in strict_json(path):
        for key in ("description", "check_name", "fingerprint", "severity"):
            if not isinstance(entry[key], str) or not entry[key]:
                fault(path, f"{key} is no text")
        if entry["severity"] not in ("info", "minor", "major", "critical", "blocker"):
            fault(path, f"unknown severity {entry['severity']}")
        place = entry["location"]["path"]
        if place.startswith(("/", "./")) or ".." in place:
            fault(path, f"{place} is no relative path")
        if not isinstance(entry["location"]["lines"]["begin"], int):
            fault(path, "begin is no line")
        if entry["fingerprint"] in fingerprints:
            fault(path, f"fingerprint {entry['fingerprint']} is there twice")
        fingerprints.add(entry["fingerprint"])


def read_annotations(path):
    for name, links in strict_json(path).items():
        for link in links:
            if set(link) != {"external_link"} or set(link["external_link"]) != {"label", "url"}:
                fault(path, f"{name}: unknown link {link}")
            if not re.fullmatch(r"https?://[\w.:/%~-]+", link["external_link"]["url"]):
                fault(path, f"{name}: {link['external_link']['url']} is no address")


def read_variables(path):
    text = text_of(path)
    if len(text.encode()) >= 5 * 1024 or text.count("\n") > 20:
        fault(path, "is too large")
    for line in text.splitlines():
        if not re.fullmatch(r"[A-Z_]+=[a-z0-9]+", line):
            fault(path, f"no variable: {line}")


def commands_of(line):
    """The commands that the runner sees in a line, in its two syntaxes."""
    new = re.match(r"\s*::([^\s:]+)(?:\s[^\n]*?)?::", line)
    if new and new.group(1).lower() in COMMANDS:
        return [new.group(1)]
    old = re.search(r"##\[([^\]\s]+)[^\]]*\]", line)
    return [old.group(1)] if old and old.group(1).lower() in COMMANDS else []


def read_commands(path):
    counts = {}
    for line in text_of(path).splitlines():
        command = commands_of(line)
        if command not in (["error"], ["warning"], ["notice"]):
            fault(path, f"no annotation: {line}")
            continue
        counts[command[0]] = counts.get(command[0], 0) + 1
        properties = line.split(" ", 1)[1].split("::", 1)[0]
        for pair in properties.split(","):
            if pair.split("=", 1)[0] not in ("file", "line", "title"):
                fault(path, f"unknown property {pair}")
    if any(count > 10 for count in counts.values()):
        fault(path, f"GitHub drops some of {counts}")


class Page(html.parser.HTMLParser):
    """Collects the tags of a rendered summary."""

    def __init__(self, path):
        super().__init__()
        self.path, self.cells, self.columns, self.open = path, 0, 0, []

    def handle_starttag(self, tag, attributes):
        known = "h1 h2 p strong em a code br table thead tbody tr th td ul li details summary".split()
        if tag not in known or (attributes and tag not in ("a", "th", "td")):
            fault(self.path, f"tag {tag} {attributes}")
        if tag == "a" and not re.match(r"https://(git\.example|github\.com/acme)/", dict(attributes)["href"]):
            fault(self.path, f"link {attributes}")
        if tag == "tr":
            self.cells = 0
        self.cells += tag in ("td", "th")
        self.open.append(tag)

    def handle_endtag(self, tag):
        if tag == "thead":
            self.columns = self.cells
        if tag == "tr" and "tbody" in self.open and self.cells != self.columns:
            fault(self.path, f"a row of {self.cells} cells, not {self.columns}")
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if "code" not in self.open and re.search(r"[@#]\w|\$", data):
            fault(self.path, f"calls somebody: {data}")


def read_summary(folder):
    if len(text_of(f"{folder}/summary.md").encode()) > 256 * 1024:
        fault(folder, "the summary is too large")
    path = f"{folder}/summary.html"
    if os.path.exists(path):
        Page(path).feed(text_of(path))


def read_sarif(path):
    run, = strict_json(path)["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        if "ruleIndex" in result and rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            fault(path, f"rule {result['ruleId']} is another one")
        for location in result["locations"]:
            place = location["physicalLocation"]
            if place["region"]["startLine"] < 1 or not re.fullmatch(r"[\w.~%/-]+", place["artifactLocation"]["uri"]):
                fault(path, f"no place: {place}")
        if result["kind"] != "fail" and result["level"] != "none":
            fault(path, f"kind {result['kind']} has level {result['level']}")


def read_junit(path):
    try:
        import junitparser
    except ImportError:
        return
    for suite in junitparser.JUnitXml.fromfile(path):
        cases = list(suite)
        names = [(case.classname, case.name) for case in cases]
        if len(set(names)) != len(names):
            fault(path, f"two cases have one name: {names}")
        results = [type(result).__name__ for case in cases for result in case.result]
        told = [suite.tests, suite.failures, suite.errors, suite.skipped]
        counted = [len(cases), results.count("Failure"), results.count("Error"), results.count("Skipped")]
        if told != counted:
            fault(path, f"told {told}, counted {counted}")


def read_output(folder):
    """One JSON object, nothing else, whatever became of the run; and the message that Kubernetes shows."""
    report = strict_json(f"{folder}/stdout.json")
    with open(f"{folder}/status", encoding="ascii") as file:
        status = int(file.read())
    if not isinstance(report, dict) or report["exit_code"] != status:
        fault(folder, f"standard output does not tell exit code {status}")
    for key in ("schema", "verdict", "regressions", "inconclusive", "value", "samples"):
        if key not in report:
            fault(folder, f"{key} is not on standard output")
    message = text_of(f"{folder}/message.txt")
    if not message.startswith("flamegate: ") or f"exit code {status}\n" not in message:
        fault(folder, f"the message does not tell exit code {status}")
    if len(message.encode()) > 4096:
        fault(folder, "the message is too long for Kubernetes")


for folder in sys.argv[1:]:
    read_output(folder)
    read_codequality(f"{folder}/codequality.json")
    read_annotations(f"{folder}/gitlab.json")
    read_variables(f"{folder}/flamegate.env")
    read_commands(f"{folder}/github.txt")
    read_summary(folder)
    read_sarif(f"{folder}/report.sarif")
    read_junit(f"{folder}/junit.xml")
print("\n".join(faults))
sys.exit(1 if faults else 0)
