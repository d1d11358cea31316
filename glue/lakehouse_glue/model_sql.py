"""Table names in a model's SQL: `staged.ratings` becomes the name of a temporary view, everything else stays as written."""
import re

# Texts, quoted names and comments are single tokens, so nothing inside them is taken for a name.
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[^\n]*|/\*.*?\*/|[A-Za-z_]\w*|\s+|.""", re.DOTALL)


def tables(sql, known):
    """The tables that a model reads, each once, in order of appearance: ("staged", "ratings")."""
    found = []
    for reference in _references(sql, known):
        if reference[2] not in found:
            found.append(reference[2])
    return found


def with_views(sql, known, views):
    """The SQL with each table's name replaced by its view's."""
    replaced = sql
    for start, end, table in reversed(list(_references(sql, known))):
        replaced = replaced[:start] + "`" + views[table].replace("`", "``") + "`" + replaced[end:]
    return replaced


def view_names(inputs):
    """A view for each table. It has the table's own name, so that `ratings.userid` still means the column of `staged.ratings`."""
    plain = [name for _, name in inputs]
    return {(zone, name): name if plain.count(name) == 1 else f"{zone}_{name}" for zone, name in inputs}


def _references(sql, known):
    by_folded = {(zone, name.lower()): (zone, name) for zone, name in known}
    tokens = [match for match in _TOKEN.finditer(sql) if not match.group().isspace() and not match.group().startswith(("--", "/*"))]
    for index in range(len(tokens) - 2):
        zone, dot, name = tokens[index:index + 3]
        before = tokens[index - 1].group() if index else ""
        if dot.group() == "." and before != "." and (_name(zone.group()).lower(), _name(name.group()).lower()) in by_folded:
            yield zone.start(), name.end(), by_folded[_name(zone.group()).lower(), _name(name.group()).lower()]


def _name(token):
    return token[1:-1] if token[:1] in ('"', "`") else token
