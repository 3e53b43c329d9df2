"""The JSON Schema of `procedure.yaml`, so that editors complete and check while somebody writes."""

from typing import Any

from toantrinh.catalogue.content import ProcedureContent


def sheet_schema() -> dict[str, Any]:
    """The schema of a version's content, with the day from which it holds, without templates."""
    schema = ProcedureContent.model_json_schema()
    properties = {"valid_from": {"type": "string", "format": "date"}, **schema["properties"]}
    # A page or a question may name a shared block instead (`catalogue/blocks.py`).
    block = {"type": "object", "required": ["use"], "properties": {"use": {"type": "string"}}}
    for holder in (properties["pages"], schema["$defs"]["FormPage"]["properties"]["fields"]):
        holder["items"] = {"anyOf": [holder["items"], block]}
    # Letters lie beside the sheet as files.
    del properties["templates"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "procedure.yaml",
        "properties": properties,
        "required": ["code", "valid_from", *(n for n in schema["required"] if n != "code")],
    }
