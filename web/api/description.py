"""The OpenAPI 3.1 description of the API, made from its models and its table of addresses."""

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from web.api.endpoints import BASE, ENDPOINTS, VERSION, Endpoint
from web.api.models import Problem

_REFERENCE = "#/components/schemas/{model}"
_NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "description": "As it stands on the certificate; spaces and lower case are fine.",
    "schema": {"type": "string", "examples": ["MVO-NN-2026-0417-57"]},
}


@cache
def description(server: str) -> dict[str, Any]:
    """The description as it is served at this address."""
    answers = {one.answer for one in ENDPOINTS if one.answer is not None} | {Problem}
    _, schemas = models_json_schema(
        [(model, "serialization") for model in sorted(answers, key=lambda model: model.__name__)],
        ref_template=_REFERENCE,
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "MVO-scan",
            "version": VERSION,
            "summary": "Certificates and the picture of the region, to read.",
            "description": (
                "Everything here is public. Nothing is written, and no key is needed. Answers have an ETag: ask again"
                " with If-None-Match and an answer that did not change is 304, without a body."
            ),
        },
        "servers": [{"url": f"{server}{BASE}"}],
        "paths": {one.path: {"get": _operation(one)} for one in ENDPOINTS},
        "components": {"schemas": schemas["$defs"]},
    }


def _operation(one: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "description": one.description,
        "responses": {
            "200": _answer(one),
            "304": {"description": "Not changed since the ETag in If-None-Match."},
        },
    }
    parameters = [_NUMBER] if one.by_number else []
    parameters += _parameters(one.query)
    if parameters:
        found["parameters"] = parameters
    for status in sorted({status for status, _ in one.problems} | {429}):
        codes = [code for at, code in one.problems if at == status] or ["too_many_requests"]
        found["responses"][str(status)] = {
            "description": f"error: {', '.join(codes)}",
            "content": {"application/json": {"schema": {"$ref": _REFERENCE.format(model="Problem")}}},
        }
    return found


def _answer(one: Endpoint) -> dict[str, Any]:
    if one.answer is None:
        return {"description": "The image.", "content": {"image/svg+xml": {"schema": {"type": "string"}}}}
    schema = {"$ref": _REFERENCE.format(model=one.answer.__name__)}
    return {"description": one.summary, "content": {"application/json": {"schema": schema}}}


def _parameters(query: type[BaseModel] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    properties: dict[str, dict[str, Any]] = query.model_json_schema()["properties"]
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": schema.pop("description"),
            "schema": {key: value for key, value in schema.items() if key != "title"},
        }
        for name, schema in properties.items()
    ]
