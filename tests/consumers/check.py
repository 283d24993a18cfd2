#!/usr/bin/env python3
"""Lets consumers of a form read a document, and a spoilt twin of it, which they must refuse.

check.py [--empty] FORM FILE   FORM: csv, markdown, junit, sarif, cyclonedx, spdx, github, openvex

--empty: the document is about no program, and there is nothing to spoil in it.
Needs the Python that `cargo xtask consumers` makes.
"""
import json, os, re, subprocess, sys, tempfile, warnings

warnings.filterwarnings("ignore")


IS_EMPTY = False


def refused(read, text, what):
    """Whether `read` refuses the text."""
    try:
        read(text)
    except Exception:
        return
    raise SystemExit(f"a twin with {what} is not refused")


def csv(text):
    import io
    import duckdb, pandas, polars

    def read(text):
        data = text.encode()
        rows = len(pandas.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False))
        guessed = pandas.read_csv(io.BytesIO(data))
        frame = polars.read_csv(io.BytesIO(data), infer_schema_length=None)
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            file.write(data)
            file.flush()
            table = duckdb.sql(f"SELECT * FROM read_csv('{file.name}', sample_size=-1, strict_mode=true)")
            seen = table.fetchall()
            names = table.columns
        assert rows == len(guessed) == frame.height == len(seen), (rows, frame.height, len(seen))
        assert frame.columns == names == list(guessed.columns), names
        assert names[0] == "path", names
        return guessed, frame, seen, names

    guessed, frame, seen, names = read(text)
    for name in ["path", "go_version", "build_id", "host_id"]:
        at = names.index(name)
        texts = [row[at] for row in seen]
        assert all(it is None or isinstance(it, str) for it in texts), name
        polar = [it or None for it in frame[name].to_list()]
        assert polar == [it or None for it in texts], name
        panda = [None if it != it else it for it in guessed[name].tolist()]
        assert panda == [it or None for it in texts], name
    refused(lambda it: read(it.replace("go1.22", "\"go1.22", 1)), text, "an open quote")
    return len(seen)


def markdown(text):
    from html import unescape

    import markdown
    from markdown_it import MarkdownIt

    def plain(text):
        """Without tags, and with every entity as its character."""
        return unescape(re.sub("</?code>", "", text)).strip()

    def read(text):
        count = None
        lines = [line for line in text.splitlines() if line.startswith("| <code>")]
        for html in [
            MarkdownIt("commonmark", {"html": True}).enable("table").render(text),
            markdown.markdown(text, extensions=["tables"]),
        ]:
            rows = html.split("<tr>")[2:]
            for line, row in zip(lines, rows, strict=True):
                want = [plain(cell) for cell in line.strip("| ").split(" | ")]
                seen = [plain(cell) for cell in re.findall("<td[^>]*>(.*?)</td>", row)]
                assert seen == want + [""] * (5 - len(want)), (seen, want)
            tags = set(re.findall(r"</?([a-z0-9]+)", html))
            known = {"h1", "h2", "table", "thead", "tbody", "tr", "th", "td", "code", "ul", "li", "strong", "p"}
            assert tags <= known, tags - known
            assert count in (None, len(rows))
            count = len(rows)
        return count

    count = read(text)
    row = next(line for line in text.splitlines() if line.startswith("| <code>"))
    refused(read, text.replace(row, row.replace("<code>", "<code>a|b", 1), 1), "a bar in a cell")
    refused(read, text.replace(row, row.replace("<code>", "<code><img src=x>", 1), 1), "a picture")
    return count


def junit(text):
    from junitparser import JUnitXml

    def read(text):
        with tempfile.NamedTemporaryFile(suffix=".xml") as file:
            file.write(text.encode())
            file.flush()
            suites = list(JUnitXml.fromfile(file.name))
        for suite in suites:
            cases = list(suite)
            kinds = [type(result).__name__ for case in cases for result in case.result]
            assert suite.tests == len(cases)
            assert suite.failures == kinds.count("Failure")
            assert suite.errors == kinds.count("Error")
            assert suite.skipped == kinds.count("Skipped")
            assert all(case.classname == suite.name for case in cases)
        return len(suites)

    count = read(text)
    refused(read, text.replace("name=\"", "name=\"\x1b", 1), "an escape")
    refused(read, text.replace("tests=\"", "tests=\"1", 1), "a wrong count")
    return count


def sarif(text):
    # The command of that name hands its words to a shell, which ends at a semicolon.
    tool = "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
    tool = os.path.join(sys.prefix, tool)
    # A run should name an address for more about the tool, and there is none.
    accepted = {"SARIF2005"}

    def validate(text):
        with tempfile.TemporaryDirectory() as folder:
            name, report = os.path.join(folder, "x.sarif"), os.path.join(folder, "report.sarif")
            with open(name, "w") as file:
                file.write(text)
            rewrite = [tool, "rewrite", name, "-o", os.path.join(folder, "y.sarif")]
            done = subprocess.run(rewrite, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout[-500:]
            for kinds in ["Sarif", "Sarif;Ghas"]:
                # It always ends with 0, and says nothing of what it cannot load.
                words = [tool, "validate", name, "--output", report, "--level", "Error;Warning;Note"]
                words += ["--rule-kind", kinds, "--log", "ForceOverwrite"]
                subprocess.run(words, capture_output=True)
                with open(report) as file:
                    results = json.load(file)["runs"][0]["results"]
                assert results, "nothing was validated"
                bad = [it for it in results if it.get("level", "warning") in ("error", "warning")]
                bad = [it for it in bad if it["ruleId"] not in accepted]
                assert not bad, json.dumps(bad[:3], indent=1)

    run = json.loads(text)["runs"][0]
    if not os.path.exists(tool):
        print(f"skipped: there is no {tool}")
        reader(text, len(run["results"]))
        return len(run["results"])
    validate(text)
    if IS_EMPTY:
        return 0
    for what, spoil in [
        ("a null level", lambda run: run["results"][0].update(level=None)),
        ("a large length", lambda run: run["artifacts"][0].update(length=2**31)),
        ("a space in a uri", lambda run: run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"].update(uri="a b")),
        ("no locations", lambda run: run["results"][0].pop("locations")),
    ]:
        twin = json.loads(text)
        spoil(twin["runs"][0])
        refused(validate, json.dumps(twin), what)
    reader(text, len(run["results"]))
    return len(run["results"])


def reader(text, count):
    """A second reader."""
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "x.sarif")
        with open(name, "w") as file:
            file.write(text)
        from sarif import loader

        records = loader.load_sarif_file(name).get_records()
        assert len(records) == count, (len(records), count)


def cyclonedx(text):
    from cyclonedx.model.bom import Bom
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator
    from packageurl import PackageURL

    version = json.loads(text)["specVersion"]
    strict = JsonStrictValidator(SchemaVersion[f"V{version.replace('.', '_')}"])

    def parts(value):
        if isinstance(value, dict):
            if "bom-ref" in value:
                yield value
            value = list(value.values())
        if isinstance(value, list):
            for it in value:
                yield from parts(it)

    def check(it):
        if "purl" in it:
            purl = PackageURL.from_string(it["purl"])
            assert purl.type == "golang" and not purl.subpath and not purl.qualifiers
            name = "/".join(filter(None, [purl.namespace, purl.name]))
            # In names what is not safe to show is escaped.
            assert name.lower() == it["name"].lower() or "\\" in it["name"], (name, it["name"])
            assert purl.version == it.get("version") or "\\" in it.get("version", ""), it
        for h in it.get("hashes", []):
            assert h["alg"] == "SHA-256" and re.fullmatch("[0-9a-f]{64}", h["content"])

    def read(text):
        error = strict.validate_str(text)
        assert error is None, str(error)[:500]
        document = json.loads(text)
        bom = Bom.from_json(document)
        bom.validate()
        all = list(parts(document))
        refs = [it["bom-ref"] for it in all]
        assert len(refs) == len(set(refs)), "a reference is there twice"
        used = [ref for it in document["dependencies"] for ref in [it["ref"], *it["dependsOn"]]]
        used += [ref for it in document["compositions"] for ref in it["dependencies"]]
        assert set(used) <= set(refs), set(used) - set(refs)
        for it in all:
            check(it)
        for it in document.get("vulnerabilities", []):
            to = [one["ref"] for one in it["affects"]]
            assert to and set(to) <= set(refs) and len(to) == len(set(to)), it["id"]
        assert len(bom.vulnerabilities) == len(document.get("vulnerabilities", []))
        return len(bom.components)

    count = read(text)
    if IS_EMPTY:
        return count
    first = json.loads(text)
    first["dependencies"][0]["dependsOn"].append("nowhere")
    refused(read, json.dumps(first), "a reference to nothing")
    refused(read, text.replace('"version": 1,', '"version": 0,', 1), "version 0")
    refused(read, text.replace('"urn:uuid:', '"', 1), "a bare serial number")
    if not first.get("vulnerabilities"):
        return count
    for what, spoil in [
        ("a state that is none", lambda it: it["analysis"].update(state="affected")),
        ("a justification that is none", lambda it: it["analysis"].update(justification="vulnerable_code_not_present")),
        ("a vulnerability of nothing", lambda it: it["affects"][0].update(ref="nowhere")),
        ("a vulnerability that is a text", lambda it: it.update(source="Go")),
    ]:
        twin = json.loads(text)
        spoil(twin["vulnerabilities"][0])
        refused(read, json.dumps(twin), what)
    return f"{count}, {len(first['vulnerabilities'])} vulnerabilities"


def openvex(text):
    from lib4vex.parser import VEXParser
    from packageurl import PackageURL

    # The fields of the specification 0.2.0, which a document must and may have.
    document_must = {"@context", "@id", "author", "timestamp", "version", "statements"}
    document_may = {"role", "last_updated", "tooling"}
    # Timestamps come from the document, where a statement has none.
    statement_must = {"vulnerability", "products", "status"}
    statement_may = {"@id", "version", "timestamp", "last_updated", "supplier", "status_notes"}
    statement_may |= {"justification", "impact_statement", "action_statement", "action_statement_timestamp"}
    justifications = {
        "component_not_present",
        "vulnerable_code_not_present",
        "vulnerable_code_not_in_execute_path",
        "vulnerable_code_cannot_be_controlled_by_adversary",
        "inline_mitigations_already_exist",
    }

    def fields(it, must, may):
        assert must <= set(it) <= must | may, (must - set(it), set(it) - must - may)

    def product(it, is_part):
        fields(it, {"@id"}, {"identifiers", "hashes"} | (set() if is_part else {"subcomponents"}))
        PackageURL.from_string(it["@id"])
        for name, value in it.get("hashes", {}).items():
            assert name == "sha-256" and re.fullmatch("[0-9a-f]{64}", value), (name, value)
        for part in it.get("subcomponents", []):
            product(part, True)

    def each_once(all):
        seen = [json.dumps(it, sort_keys=True) for it in all]
        assert len(seen) == len(set(seen)), "something is there twice"

    def by_rules(text):
        document = json.loads(text)
        fields(document, document_must, document_may)
        assert document["@context"] == "https://openvex.dev/ns/v0.2.0"
        assert re.fullmatch("[a-z]+:.+", document["@id"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document["timestamp"])
        assert type(document["version"]) is int and document["version"] > 0
        each_once(document["statements"])
        for it in document["statements"]:
            fields(it, statement_must, statement_may)
            fields(it["vulnerability"], {"name"}, {"@id", "description", "aliases"})
            each_once(it["vulnerability"].get("aliases", []))
            assert it["products"]
            each_once(it["products"])
            for one in it["products"]:
                product(one, False)
            if it["status"] == "not_affected":
                assert it.get("justification") in justifications or it.get("impact_statement")
            else:
                assert it["status"] in ("affected", "fixed", "under_investigation"), it["status"]
                assert "justification" not in it
            assert it["status"] != "affected" or it.get("action_statement")
        return document["statements"]

    def by_library(text):
        document = json.loads(text)
        # It wants two fields that the specification leaves to the author.
        document["role"] = "tool"
        for it in document["statements"]:
            it["timestamp"] = document["timestamp"]
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(document, file)
            file.flush()
            parser = VEXParser("openvex")
            parser.parse(file.name)
        return parser.get_vulnerabilities()

    statements, seen = by_rules(text), by_library(text)
    assert [it["id"] for it in seen] == [it["vulnerability"]["name"] for it in statements]
    assert [it["status"] for it in seen] == [it["status"] for it in statements]
    assert [it["purl"] for it in seen] == [it["products"][0]["@id"] for it in statements]
    if IS_EMPTY:
        return 0

    def of(status):
        return next(at for at, it in enumerate(statements) if it["status"] == status)

    absent, there = of("not_affected"), of("affected")
    for what, spoil, readers in [
        ("no status", lambda all: all[0].pop("status"), (by_rules, by_library)),
        ("no vulnerability", lambda all: all[0].pop("vulnerability"), (by_rules, by_library)),
        ("a product that is no purl", lambda all: all[0]["products"][0].update({"@id": "program"}), (by_rules, by_library)),
        ("a status that is none", lambda all: all[0].update(status="safe"), (by_rules,)),
        ("no justification", lambda all: all[absent].pop("justification"), (by_rules,)),
        ("no action", lambda all: all[there].pop("action_statement"), (by_rules,)),
        ("a statement twice", lambda all: all.append(all[0]), (by_rules,)),
        ("an alias twice", lambda all: all[0]["vulnerability"].update(aliases=["A", "A"]), (by_rules,)),
    ]:
        twin = json.loads(text)
        spoil(twin["statements"])
        for read in readers:
            refused(read, json.dumps(twin), what)
    return len(statements)


def spdx(text):
    from packageurl import PackageURL
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    def read(text):
        with tempfile.NamedTemporaryFile("w", suffix=".spdx.json") as file:
            file.write(text)
            file.flush()
            document = parse_file(file.name)
        messages = validate_full_spdx_document(document)
        assert not messages, [it.validation_message for it in messages][:3]
        return document

    document = read(text)
    if IS_EMPTY:
        return 0
    for package in document.packages:
        for it in package.external_references:
            if it.reference_type == "purl":
                PackageURL.from_string(it.locator)
    id = json.loads(text)["packages"][0]["SPDXID"]
    refused(read, text.replace(id, id + "_"), "an underscore in a name")
    refused(read, text.replace("Tool: ", ""), "a creator that is nobody")
    return len(document.packages)


def github(text):
    def read(text):
        count = 0
        for line in text.splitlines():
            found = re.fullmatch(r"::(error|warning|notice) title=([^,:]*),file=([^,:]*),line=1::(.*)", line)
            assert found, line
            assert not re.search(r"%(?!25|0D|0A|3A|2C)", "".join(found.groups())), line
            assert not re.search("[\x00-\x1f\x7f\u202a-\u202e]", line), line
            count += 1
        return count

    count = read(text)
    refused(read, text + "::set-output name=a::b\n", "another command")
    refused(read, text.replace("file=", "file=a,b", 1), "a comma in a file")
    return count


if __name__ == "__main__":
    IS_EMPTY = sys.argv[1] == "--empty"
    form, name = sys.argv[-2:]
    with open(name, newline="") as file:
        text = file.read()
    forms = dict(csv=csv, markdown=markdown, junit=junit, sarif=sarif, cyclonedx=cyclonedx, spdx=spdx, github=github)
    forms["openvex"] = openvex
    print(f"{form}: {forms[form](text)}")
