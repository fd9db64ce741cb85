"""Records what jinja2 says about our own templates, in transformers' environment.

python3 Tests/JinjaTests/record.py writes Tests/Fixtures/jinja/recorded.json (needs jinja2 3.1).
"""

import json
import pathlib

import jinja2
import jinja2.ext
import jinja2.sandbox

here = pathlib.Path(__file__).parent
target = here.parent / "Fixtures" / "jinja"


class Generation(jinja2.ext.Extension):
    """The generation tag: its body's text, whose place is remembered."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_written"), [], [], body).set_lineno(line)

    def _written(self, caller):
        return caller()


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


environment = jinja2.sandbox.ImmutableSandboxedEnvironment(
    trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
)
environment.filters["tojson"] = tojson
environment.globals["raise_exception"] = raise_exception

variables = {
    "messages": [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": " 你好 <b>&\"'</b>\n"},
        {"role": "assistant", "content": "hi", "tools": [{"name": "a", "rank": 2}, {"name": "B", "rank": 1}]},
        {"role": "user", "content": "bye"},
    ],
    "tree": [{"v": 1, "sub": [{"v": 2, "sub": [{"v": 3}]}, {"v": 4}]}, {"v": 5, "sub": []}],
    "d": {"b": 2, "a": [1, 2.5, None, True, "é\u2028"], "items": 7, "A": {"x": -0.0}},
    "numbers": [3, 1, 2, 10, 1],
    "words": ["pear", "Apple", "fig", "apple"],
    "text": "The quick  brown\tfox-trot\njumps over 漢字 and e\u0301té 😀",
    "n": 7,
    "f": 2.5,
    "yes": True,
    "nothing": None,
}

templates = (here / "templates.txt").read_text(encoding="utf-8").split("\n=====\n")
cases = []
for template in templates:
    template = template.removesuffix("\n=====").replace("␍", "\r")
    try:
        compiled = environment.from_string(template)
        cases.append({"template": template, "text": compiled.render(**variables)})
    except RecursionError as error:
        cases.append({"template": template, "error": "RecursionError", "message": ""})
    except Exception as error:
        cases.append({"template": template, "error": type(error).__name__, "message": str(error)})
record = {"variables": variables, "cases": cases}
target.mkdir(exist_ok=True)
(target / "recorded.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
print(len(cases), "cases,", sum("error" in case for case in cases), "errors")
