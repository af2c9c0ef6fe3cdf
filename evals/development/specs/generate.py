#!/usr/bin/env python3
"""Writes the two large documents beside itself; the same bytes at every run."""

import json
import pathlib
import random

NOUNS = "account address agreement alert asset audit backup badge balance batch bill booking bucket budget campaign card carrier cart category channel charge claim client cluster comment company contact contract coupon course credit currency customer delivery department deposit device discount document domain employee endpoint entry estimate event expense export feature feed file filter folder forecast form group holiday host image import incident invoice item job key label lead ledger license link listing location log".split()
SCALARS = [{"type": "string"}, {"type": "integer", "format": "int64"}, {"type": "integer", "format": "int32"}, {"type": "number", "format": "double"}, {"type": "boolean"}, {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}, {"type": "string", "format": "uuid"}, {"type": "string", "format": "byte"}]
WORDS = "name code state kind amount total note owner source target region priority created_at updated_at due_on is_active score title summary reference external_id parent_id retries payload checksum".split()


def pascal(text):
    return "".join(part.capitalize() for part in text.replace("-", "_").split("_"))


def nullable(schema, version):
    if version == "3.0.3":
        return {**schema, "nullable": True}
    return {**schema, "type": [schema["type"], "null"]}


def document(version, nouns, seed):
    chance = random.Random(seed)
    schemas, paths = {}, {}
    schemas["Problem"] = {"type": "object", "properties": {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}}}
    failed = {"description": "An error", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for at, noun in enumerate(nouns):
        name = pascal(noun)
        fields = {}
        for word in chance.sample(WORDS, 9):
            schema = dict(chance.choice(SCALARS))
            if chance.random() < 0.2:
                schema = nullable(schema, version)
            elif chance.random() < 0.15:
                schema = {"type": "array", "items": schema}
            fields[word] = schema
        fields["status"] = {"$ref": f"#/components/schemas/{name}Status"}
        fields["tags"] = {"type": "object", "additionalProperties": {"type": "string"}}
        other = pascal(nouns[(at * 7 + 3) % len(nouns)])
        fields["related"] = {"type": "array", "items": {"$ref": f"#/components/schemas/{other}"}}
        schemas[f"{name}Status"] = {"type": "string", "enum": chance.sample(["new", "open", "on-hold", "done", "archived", "failed", "2nd-review"], 4)}
        schemas[f"{name}Input"] = {"type": "object", "description": f"What one says of a {noun}.", "required": sorted(list(fields)[:2]), "properties": fields}
        schemas[name] = {"allOf": [{"$ref": f"#/components/schemas/{name}Input"}, {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid", "readOnly": True}}}]}
        schemas[f"{name}Page"] = {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}, "next_cursor": nullable({"type": "string"}, version)}}

        def answer(schema):
            return {"description": "It", "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}

        body = {"required": True, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}Input"}}}}
        one = {"name": f"{noun}_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        paths[f"/{noun}s"] = {
            "get": {"operationId": f"list{name}s", "tags": [noun], "summary": f"Every {noun}", "parameters": [{"name": "cursor", "in": "query", "schema": {"type": "string"}}, {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 50}}, {"name": "status", "in": "query", "schema": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}Status"}}}], "responses": {"200": answer(f"{name}Page"), "default": failed}},
            "post": {"operationId": f"create{name}", "tags": [noun], "requestBody": body, "responses": {"201": answer(name), "422": failed}},
        }
        paths[f"/{noun}s/{{{noun}_id}}"] = {
            "parameters": [one],
            "get": {"operationId": f"get{name}", "tags": [noun], "responses": {"200": answer(name), "404": failed}},
            "put": {"operationId": f"replace{name}", "tags": [noun], "requestBody": body, "responses": {"200": answer(name), "404": failed}},
            "delete": {"operationId": f"delete{name}", "tags": [noun], "responses": {"204": {"description": "Gone"}, "404": failed}},
        }
    return {
        "openapi": version,
        "info": {"title": f"Everything {len(nouns)}", "version": "1"},
        "servers": [{"url": "https://everything.example.org"}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}, "schemas": schemas},
    }


def yaml_lines(value, depth=0):
    """Plain block YAML; strings as JSON writes them, which is YAML too."""
    pad = "  " * depth
    items = value.items() if isinstance(value, dict) else ((None, element) for element in value)
    for key, element in items:
        head = "-" if key is None else f"{json.dumps(key)}:"
        if isinstance(element, (dict, list)) and element:
            yield f"{pad}{head}"
            yield from yaml_lines(element, depth + 1)
        else:
            yield f"{pad}{head} {json.dumps(element)}"


def main():
    here = pathlib.Path(__file__).parent
    (here / "everything-3.0.json").write_text(json.dumps(document("3.0.3", NOUNS[:84], 30), indent=1) + "\n", encoding="utf-8")
    (here / "everything-3.1.yaml").write_text("\n".join(yaml_lines(document("3.1.0", NOUNS[20:80], 31))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
