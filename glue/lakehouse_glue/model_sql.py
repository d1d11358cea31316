"""A model's SQL for Spark: `staged.ratings` becomes the name of a temporary view, texts get Spark's quotes, everything else stays as written."""
import re

from .sql_text import identifier

# What may follow a table's name in a FROM, beside another name for it.
_AFTER_A_TABLE = frozenset("ON USING JOIN INNER CROSS LEFT RIGHT FULL NATURAL SEMI ANTI LATERAL WHERE GROUP HAVING WINDOW ORDER LIMIT OFFSET UNION INTERSECT EXCEPT".split())

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
    """The SQL with each table's name replaced by its view's, and its texts as Spark writes them."""
    replaced = sql
    for start, end, table, following in reversed(list(_references(sql, known))):
        replaced = replaced[:start] + _as_view(table[1], views[table], following, known) + replaced[end:]
    return with_texts(replaced)


def with_texts(sql):
    r"""The SQL with its texts and quoted names in Spark's spelling: 'it''s' becomes 'it\'s' (to Spark it is two texts, its), "a b" becomes `a b` (to Spark it is a text)."""
    return "".join(map(_in_spark, (match.group() for match in _TOKEN.finditer(sql))))


def view_names(inputs, texts=()):
    """A view for each table that the texts name. It has the table's own name, unless another table or a WITH of the texts has that name, too."""
    plain = [name.lower() for _, name in inputs]
    common = {name for text in texts for name in _common_names(text)}
    views, taken = {}, {*plain, *common}
    for zone, name in inputs:
        view = name
        if plain.count(name.lower()) > 1 or name.lower() in common:
            view = f"{zone}_{name}"
            while view.lower() in taken:
                view += "_"
        taken.add(view.lower())
        views[zone, name] = view
    return views


def _in_spark(token):
    if len(token) > 1 and token[0] == "'":
        return "'" + token[1:-1].replace("\\", "\\\\").replace("''", "\\'") + "'"
    if len(token) > 1 and token[0] == '"':
        return identifier(token[1:-1].replace('""', '"'))
    return token


def _as_view(name, view, following, known):
    """Where the view is called otherwise because of a WITH, `ratings.userid` must still mean the column of `staged.ratings`."""
    if view == name or sum(name.lower() == other.lower() for _, other in known) > 1:
        return identifier(view)
    if following == ".":
        return identifier(name)
    has_alias = following[:1] in ('"', "`") or following[:1].isidentifier() and following.upper() not in _AFTER_A_TABLE
    return identifier(view) if has_alias else f"{identifier(view)} AS {identifier(name)}"


def _common_names(sql):
    """Names that stand before AS ( or, with those of columns, name (a, b) AS (: a WITH's, folded."""
    tokens = [match.group() for match in _tokens(sql)]
    for index in range(1, len(tokens) - 1):
        if tokens[index].upper() == "AS" and tokens[index + 1] == "(":
            place = index - 1
            if tokens[place] == ")":
                place = max((other for other in range(place) if tokens[other] == "("), default=0) - 1
            yield _name(tokens[place]).lower()


def _references(sql, known):
    by_folded = {(zone, name.lower()): (zone, name) for zone, name in known}
    tokens = _tokens(sql)
    for index in range(len(tokens) - 2):
        zone, dot, name = tokens[index:index + 3]
        before = tokens[index - 1].group() if index else ""
        if dot.group() == "." and before != "." and (_name(zone.group()).lower(), _name(name.group()).lower()) in by_folded:
            following = tokens[index + 3].group() if index + 3 < len(tokens) else ""
            yield zone.start(), name.end(), by_folded[_name(zone.group()).lower(), _name(name.group()).lower()], following


def _tokens(sql):
    return [match for match in _TOKEN.finditer(sql) if not match.group().isspace() and not match.group().startswith(("--", "/*"))]


def _name(token):
    return token[1:-1] if token[:1] in ('"', "`") else token
