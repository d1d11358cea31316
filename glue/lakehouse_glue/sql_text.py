"""Names and texts as Spark's SQL writes them."""


def identifier(name):
    return "`" + name.replace("`", "``") + "`"


def identifiers(names):
    return ", ".join(map(identifier, names))


def literal(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
