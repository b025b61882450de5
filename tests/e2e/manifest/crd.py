"""crd.py CRD... -- MANIFEST...: holds objects against the schemas of custom resource definitions, as an API server does.

Stricter than a server in one thing: a field that the schema does not know is a fault, where a server drops it silently.
Objects of other groups are left alone. What was checked is printed; exit code 1 if something does not fit.
"""
import sys

import jsonschema
import yaml


def strict(schema):
    """The schema with unknown fields refused, and what is Kubernetes' own dialect taken out."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    fresh = {key: value if key in ("required", "enum", "default") else strict(value) for key, value in schema.items()}
    if schema.get("x-kubernetes-int-or-string"):
        return {"type": ["integer", "string"]}
    if "properties" in schema and isinstance(schema.get("properties"), dict) and "type" in schema:
        if not schema.get("x-kubernetes-preserve-unknown-fields") and "additionalProperties" not in schema:
            fresh["additionalProperties"] = False
    return fresh


def documents(path):
    with open(path, encoding="utf-8") as file:
        return [document for document in yaml.safe_load_all(file) if document]


where = sys.argv.index("--")
schemas = {}
for path in sys.argv[1:where]:
    for crd in documents(path):
        for version in crd["spec"]["versions"]:
            schema = strict(version["schema"]["openAPIV3Schema"])
            schema["properties"].update(apiVersion={"type": "string"}, kind={"type": "string"}, metadata={"type": "object"})
            schemas[f"{crd['spec']['group']}/{version['name']}", crd["spec"]["names"]["kind"]] = schema
faults = 0
for path in sys.argv[where + 1:]:
    for document in documents(path):
        kind = document["apiVersion"], document["kind"]
        if kind not in schemas:
            continue
        errors = list(jsonschema.Draft7Validator(schemas[kind]).iter_errors(document))
        print(f"{path}: {document['kind']} {document['metadata']['name']}: {len(errors)} faults")
        for error in errors:
            print("   ", "/".join(str(step) for step in error.path), error.message[:200])
        faults += len(errors)
sys.exit(1 if faults else 0)
