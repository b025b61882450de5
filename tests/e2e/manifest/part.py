"""part.py WHAT FILE ...: a part of a manifest, for the tests that run it.

part.py policy FILE                            the policy in the ConfigMap
part.py command FILE KIND NAME ARG=VALUE...    command and arguments of its only container, a line each, Argo's arguments put in
part.py security FILE KIND NAME                pod's and container's security context, as JSON
part.py webhook FILE NAME                      what Flagger posts for the webhook of that name, as JSON
"""
import json
import sys

import yaml


def documents(path):
    with open(path, encoding="utf-8") as file:
        return [document for document in yaml.safe_load_all(file) if document]


def find(path, kind, name):
    for document in documents(path):
        if document["kind"] == kind and document["metadata"]["name"] == name:
            return document
    sys.exit(f"{path} has no {kind} {name}")


def pod(document):
    spec = document["spec"]
    if document["kind"] == "AnalysisTemplate":
        spec = spec["metrics"][0]["provider"]["job"]["spec"]
    return spec["template"]["spec"]


def main(what, path, *words):
    if what == "policy":
        print(documents(path)[0]["data"]["flamegate.yaml"], end="")
    elif what == "command":
        container, = pod(find(path, *words[:2]))["containers"]
        for word in container["command"] + container.get("args", []):
            for pair in words[2:]:
                name, value = pair.split("=", 1)
                word = word.replace("{{args.%s}}" % name, value)
            print(word)
    elif what == "security":
        it = pod(find(path, *words))
        print(json.dumps([it["securityContext"], it["containers"][0]["securityContext"]]))
    elif what == "webhook":
        canary = next(document for document in documents(path) if document["kind"] == "Canary")
        hook = next(hook for hook in canary["spec"]["analysis"]["webhooks"] if hook["name"] == words[0])
        print(json.dumps({"name": canary["metadata"]["name"], "namespace": "test", "phase": "WaitingPromotion",
                          "metadata": hook["metadata"]}))


main(*sys.argv[1:])
