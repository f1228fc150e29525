//! Renders the Python face from the catalog: records and enums (`models.py`), rooms and their operations (`_operations.py`).

mod types;

use std::{collections::BTreeMap, fmt::Write};

use hotcalls_core::Code;
use serde_json::Value;

use types::{Named, Types};

const HEAD: &str =
    "# Generated from the operations catalog: do not edit. `UPDATE=1 cargo test -p hotcalls-tests --test python_face` rewrites it.\n";

/// The field that is the number of a page, or `last`.
const PAGE: &str = "page";

/// How methods are written.
struct Style {
    /// Docstring and imports of the module.
    head: &'static str,
    /// The class of rooms.
    base: &'static str,
    /// Of a method, and of what it waits for.
    method: &'static str,
    wait: &'static str,
    /// What walks through a list.
    iterator: &'static str,
    /// The end of the class `Rooms`, and the beginning of the table that it looks at.
    make_rooms: &'static str,
    /// What rooms are given beside the actor, as slots.
    slots: &'static str,
}

const BLOCKING: Style = Style {
    head: "\"\"\"The operations, as methods with keyword arguments.\"\"\"\n\n\
        from __future__ import annotations\n\n\
        from collections.abc import Iterator, Mapping, Sequence\nfrom typing import TYPE_CHECKING, Any\n\n\
        import hotcalls._core as _core\n\n\
        from . import models\n\
        from ._base import Day, ExportsArrow, IdLike, Moment, Page, Progress, Room, Rows, Source, TimeOfDay, numbered\n\
        from ._core import UNSET, Unset\n",
    base: "Room",
    method: "def",
    wait: "",
    iterator: "Iterator",
    slots: "",
    make_rooms: r#"
    def __init__(self, native: _core.Actor) -> None:
        self._native = native

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            # A room is made when it is first asked for: a server makes an actor per request, and asks for one.
            room = _ROOMS.get(name)
            if room is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            made = room(self._native)
            setattr(self, name, made)
            return made


_ROOMS: dict[str, type[Room]] = {
"#,
};

const COROUTINES: Style = Style {
    head: "\"\"\"The operations, as coroutines with keyword arguments.\"\"\"\n\n\
        from __future__ import annotations\n\n\
        from collections.abc import AsyncIterator, Mapping, Sequence\nfrom typing import TYPE_CHECKING, Any\n\n\
        import hotcalls._core as _core\n\n\
        from . import models\n\
        from ._base import Day, ExportsArrow, IdLike, Moment, Page, Progress, Rows, Source, TimeOfDay, numbered\n\
        from ._core import UNSET, Unset\n\
        from ._workers import AsyncRoom, Workers\n",
    base: "AsyncRoom",
    method: "async def",
    wait: "await ",
    iterator: "AsyncIterator",
    slots: "        \"_workers\",\n",
    make_rooms: r#"
    def __init__(self, native: _core.Actor, workers: Workers) -> None:
        self._native = native
        self._workers = workers

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            room = _ROOMS.get(name)
            if room is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            made = room(self._native, self._workers)
            setattr(self, name, made)
            return made


_ROOMS: dict[str, type[AsyncRoom]] = {
"#,
};

/// The catalog, ready to be rendered.
pub struct Face<'c> {
    operations: Vec<Operation<'c>>,
    types: Types,
}

struct Operation<'c> {
    name: &'c str,
    room: &'c str,
    verb: &'c str,
    doc: &'c str,
    rule: &'c str,
    writes: bool,
    fields: Vec<Argument>,
    output: String,
    /// Of a list, what its rows are.
    page_of: Option<String>,
    errors: Vec<Code>,
}

struct Argument {
    name: String,
    doc: String,
    annotation: String,
    /// As Python source; required without one.
    default: Option<String>,
}

impl<'c> Face<'c> {
    /// Reads the catalog, as the doors hand it out.
    pub fn of(catalog: &'c Value) -> Self {
        let mut types = Types::default();
        let operations = catalog.as_array().expect("the catalog is a list").iter().map(|o| Operation::of(o, &mut types)).collect();
        Self { operations, types }
    }

    /// `models.py`.
    pub fn models(&self) -> String {
        let mut out = format!(
            "{HEAD}\"\"\"The records and closed sets of values that operations answer with.\"\"\"\n\n\
             from __future__ import annotations\n\n\
             import builtins\nimport datetime as _dt\nimport uuid\nfrom typing import Any, ClassVar\n\n\
             import hotcalls._core as _core\n\nfrom ._base import Page as _Page\nfrom ._base import Record as _Record\n\
             from ._base import Rows as _Rows\nfrom ._base import TextEnum as _TextEnum\n"
        );
        let mut names: Vec<_> = self.types.named.keys().map(|n| format!("    \"{n}\",\n")).collect();
        names.sort();
        write!(out, "\n__all__ = [\n{}]\n", names.concat()).unwrap();
        for (name, named) in &self.types.named {
            out.push_str("\n\n");
            match named {
                Named::Choice { doc, values } => render_choice(&mut out, name, doc, values),
                Named::Record { doc, fields } => render_record(&mut out, name, doc, fields),
            }
        }
        let entries = |choice: bool| {
            let of = |(name, named): (&String, &Named)| {
                (matches!(named, Named::Choice { .. }) == choice).then(|| format!("        \"{name}\": {name},\n"))
            };
            self.types.named.iter().filter_map(of).collect::<String>()
        };
        let (records, choices) = (entries(false), entries(true));
        let rows = self.operations.iter().filter_map(|o| Some(format!("        \"{}\": \"{}\",\n", o.name, o.row()?))).collect::<String>();
        let bases = "        \"Page\": _Page,\n        \"Rows\": _Rows,\n";
        write!(out, "\n\n_core.register(\n    {{\n{bases}{records}    }},\n    {{\n{choices}    }},\n    {{\n{rows}    }},\n)\n").unwrap();
        out
    }

    /// `_operations.py`.
    pub fn rooms(&self) -> String {
        self.rooms_as(&BLOCKING)
    }

    /// `_aio_operations.py`.
    pub fn rooms_of_coroutines(&self) -> String {
        self.rooms_as(&COROUTINES)
    }

    fn rooms_as(&self, style: &Style) -> String {
        let mut rooms: BTreeMap<&str, Vec<&Operation<'_>>> = BTreeMap::new();
        for operation in &self.operations {
            rooms.entry(operation.room).or_default().push(operation);
        }
        let mut out = String::new();
        for (room, operations) in &rooms {
            let class = types::camel(room);
            let base = style.base;
            write!(out, "\n\nclass {class}({base}):\n    \"\"\"Operations on {}.\"\"\"\n\n    __slots__ = ()\n", room.replace('_', " "))
                .unwrap();
            for operation in operations {
                operation.render(&mut out, style);
            }
        }
        out.push_str("\n\nclass Rooms:\n    \"\"\"Every kind of thing, with its operations, as one caller.\"\"\"\n\n    __slots__ = (\n        \"_native\",\n");
        out.push_str(style.slots);
        rooms.keys().for_each(|room| writeln!(out, "        \"{room}\",").unwrap());
        let workers = if style.slots.is_empty() { "" } else { "    _workers: Workers\n" };
        write!(out, "    )\n\n    _native: _core.Actor\n{workers}").unwrap();
        for room in rooms.keys() {
            write!(out, "    {room}: {}\n    \"\"\"Operations on {}.\"\"\"\n", types::camel(room), room.replace('_', " ")).unwrap();
        }
        out.push_str(style.make_rooms);
        rooms.keys().for_each(|room| writeln!(out, "    \"{room}\": {},", types::camel(room)).unwrap());
        out.push_str("}\n");
        let head =
            if out.contains("builtins.") { style.head.replacen("from coll", "import builtins\nfrom coll", 1) } else { style.head.into() };
        format!("{HEAD}{head}{out}")
    }
}

impl<'c> Operation<'c> {
    fn of(entry: &'c Value, types: &mut Types) -> Self {
        let text = |key: &str| entry[key].as_str().unwrap_or_else(|| panic!("{key} of {entry}"));
        let (room, verb) = text("name").split_once('.').expect("room.verb");
        let output = types.answer(&entry["output"]);
        let root = &entry["input"];
        let input = types::resolved(root, root);
        let required: Vec<_> = input["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        // The catalog's order, which is the one of the declaration; `properties` is sorted.
        let names = entry["fields"].as_array().expect("fields").iter().filter_map(Value::as_str);
        let mut fields: Vec<_> =
            names.map(|name| types.argument(name, &input["properties"][name], required.contains(&name), root)).collect();
        // A number is more often a number.
        fields.iter_mut().filter(|field| field.name == PAGE).for_each(|field| field.annotation = "int | str | None".into());
        // The id comes first, and may be given by position.
        fields.sort_by_key(|field: &Argument| !is_key(&field.name));
        // The rows of an answer know what they are.
        let output = output.strip_prefix("builtins.list[models.").map(|rows| format!("Rows[models.{rows}")).unwrap_or(output);
        let page_of = output.strip_prefix("Page[").and_then(|o| o.strip_suffix(']')).map(str::to_owned);
        let operation = hotcalls_core::operation(text("name")).expect("an operation of the catalog");
        let errors = hotcalls_tests::reference::errors(operation).into_iter().filter_map(Code::from_word).collect();
        Self {
            name: text("name"),
            room,
            verb,
            doc: text("doc"),
            rule: text("who"),
            writes: text("effect") != "read",
            fields,
            output,
            page_of,
            errors,
        }
    }

    /// What the rows of the answer are, if it has rows.
    fn row(&self) -> Option<&str> {
        ["Page[models.", "Rows[models."].iter().find_map(|list| self.output.strip_prefix(list)?.strip_suffix(']'))
    }

    fn render(&self, out: &mut String, style: &Style) {
        self.method(out, style.method, self.verb, self.doc, &self.output, self.fields.iter().collect(), |out, fields| {
            let key = if self.writes { ", idempotency_key=idempotency_key" } else { "" };
            writeln!(
                out,
                "        answer: {} = {}self._call(\"{}\", {fields}{key})\n        return answer",
                self.output, style.wait, self.name
            )
            .unwrap();
        });
        self.render_feeds(out, style);
        if let Some(row) = self.page_of.as_deref().filter(|_| self.verb == "list") {
            let fields = self.fields.iter().filter(|f| f.name != PAGE && f.name != "cursor").collect();
            let doc = "All rows of the list, read page by page as they are asked for.";
            self.method(out, "def", "iter", doc, &format!("{}[{row}]", style.iterator), fields, |out, fields| {
                writeln!(out, "        return self._pages(\"{}\", {fields})", self.name).unwrap();
            });
            let size = Argument {
                name: "batch_size".into(),
                doc: "Rows that are read at once: 1 to 65536.".into(),
                annotation: "int".into(),
                default: Some("8192".into()),
            };
            let mut fields: Vec<_> = self.fields.iter().filter(|f| ![PAGE, "page_size", "cursor"].contains(&f.name.as_str())).collect();
            fields.push(&size);
            let doc = "All rows of the list as Arrow, read in batches while they are consumed: no Python objects, and no snapshot.";
            self.method(out, style.method, "to_arrow", doc, "_core.ArrowTable", fields, |out, fields| {
                let fields = fields.replace("            \"batch_size\": batch_size,\n", "");
                writeln!(out, "        return {}self._stream(\"{}\", {fields}, batch_size)", style.wait, self.name).unwrap();
            });
        }
    }

    /// Of an operation that takes the text of a file: the same from a file, and, if it is CSV, from a frame.
    fn render_feeds(&self, out: &mut String, style: &Style) {
        let Some(noun) = self.verb.strip_prefix("import_").filter(|noun| self.fields.iter().any(|f| f.name == *noun)) else { return };
        let given = |name: &str, doc: &str, annotation: &str| Argument {
            name: name.into(),
            doc: doc.into(),
            annotation: annotation.into(),
            default: (name == "progress").then(|| "None".into()),
        };
        let progress = given(
            "progress",
            "Is called now and then with how many rows are done; if ``atomic``, inside of the one transaction, where it cannot write.",
            "Progress | None",
        );
        let file = given("file", "A path, or a file that is open for reading bytes; read as it comes, of any length.", "Source");
        let frame = given(
            "frame",
            "A frame of Polars, pandas, DuckDB or pyarrow; or anything that exports Arrow. What has no column in a lead becomes metadata, with its type.",
            "ExportsArrow",
        );
        let to_file = format!("The same as ``import_{noun}``, from a file. Takes no idempotency key: repeating it creates nothing twice.");
        let to_frame = format!(
            "The same as ``import_{noun}``, from a frame; ``line`` in the verdicts is the row's place in it, from 0. Takes no idempotency key: repeating it creates nothing twice."
        );
        let mut feeds: Vec<(&str, &Argument, &str, &[&str])> = vec![("import_file", &file, &to_file, &["csv", "cdr"])];
        if noun == "csv" {
            feeds.push(("import_frame", &frame, &to_frame, &["csv", "delimiter", "encoding"]));
        }
        for (name, source, doc, without) in feeds {
            let mut fields = vec![source];
            fields.extend(self.fields.iter().filter(|f| !without.contains(&f.name.as_str())));
            fields.push(&progress);
            self.method(out, style.method, name, doc, &self.output, fields, |out, fields| {
                let fields = fields.replace("            \"progress\": progress,\n", "");
                let fields = fields.replace(&format!("            \"{0}\": {0},\n", source.name), "");
                let (output, wait, operation, source) = (&self.output, style.wait, self.name, &source.name);
                writeln!(
                    out,
                    "        answer: {output} = {wait}self._feed(\"{operation}\", {fields}, {source}, progress)\n        return answer"
                )
                .unwrap();
            });
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn method(
        &self,
        out: &mut String,
        define: &str,
        name: &str,
        doc: &str,
        answer: &str,
        fields: Vec<&Argument>,
        body: impl FnOnce(&mut String, &str),
    ) {
        write!(out, "\n    {define} {name}(\n        self,\n").unwrap();
        let mut star = false;
        for field in &fields {
            if !is_key(&field.name) && !std::mem::replace(&mut star, true) {
                out.push_str("        *,\n");
            }
            let default = field.default.as_ref().map(|d| format!(" = {d}")).unwrap_or_default();
            writeln!(out, "        {}: {}{default},", types::safe(&field.name), field.annotation).unwrap();
        }
        let keyed = self.writes && name == self.verb;
        if keyed {
            out.push_str(if star { "" } else { "        *,\n" });
            out.push_str("        idempotency_key: str | None = None,\n");
        }
        write!(out, "    ) -> {answer}:\n        \"\"\"{}\n\n        Who may: {}.\n", types::docline(doc, 8), self.rule).unwrap();
        if !fields.is_empty() || keyed {
            out.push_str("\n        Args:\n");
        }
        for field in &fields {
            writeln!(out, "            {}: {}", types::safe(&field.name), types::docline(&field.doc, 16)).unwrap();
        }
        if keyed {
            out.push_str(
                "            idempotency_key: Makes it safe to repeat: the same key and input give the first answer for 24 hours.\n",
            );
        }
        if !self.errors.is_empty() {
            out.push_str("\n        Raises:\n");
        }
        for code in &self.errors {
            writeln!(out, "            {}: {}", types::camel(code.word()), types::docline(code.doc(), 16)).unwrap();
        }
        out.push_str("        \"\"\"\n");
        let value = |name: &str| match name {
            PAGE => "numbered(page)".to_owned(),
            _ => types::safe(name),
        };
        let pairs: Vec<_> = fields.iter().map(|f| format!("            \"{}\": {},\n", f.name, value(&f.name))).collect();
        let dict = if pairs.is_empty() { "{}".to_owned() } else { format!("{{\n{}        }}", pairs.concat()) };
        body(out, &dict);
    }
}

fn is_key(name: &str) -> bool {
    matches!(name, "id" | "agent_id" | "file" | "frame")
}

fn render_choice(out: &mut String, name: &str, doc: &str, values: &[(String, String)]) {
    write!(out, "class {name}(_TextEnum):\n    \"\"\"{}\"\"\"\n\n", types::docline(doc, 4)).unwrap();
    for (value, doc) in values {
        writeln!(out, "    {} = \"{value}\"", types::constant(value)).unwrap();
        document(out, doc);
    }
}

fn render_record(out: &mut String, name: &str, doc: &str, fields: &[types::Attribute]) {
    write!(out, "class {name}(_Record):\n    \"\"\"{}\"\"\"\n\n", types::docline(doc, 4)).unwrap();
    let names: String = fields.iter().map(|f| format!("        \"{}\",\n", f.name)).collect();
    let names = if names.is_empty() { "()".to_owned() } else { format!("(\n{names}    )") };
    writeln!(out, "    _fields: ClassVar[tuple[str, ...]] = {names}").unwrap();
    if let Some(key) = fields.iter().find(|f| f.name == "id" || (f.name == "agent_id" && name.starts_with("Agent") && !f.optional)) {
        writeln!(out, "    _key: ClassVar[str | None] = \"{}\"", key.name).unwrap();
    }
    for field in fields {
        let default = if field.optional { " = None" } else { "" };
        writeln!(out, "\n    {}: {}{default}", types::safe(&field.name), field.annotation).unwrap();
        document(out, &field.doc);
    }
}

/// The doc of the attribute on the line before, where editors look for it.
fn document(out: &mut String, doc: &str) {
    if !doc.is_empty() {
        writeln!(out, "    \"\"\"{}\"\"\"", types::docline(doc, 4)).unwrap();
    }
}
