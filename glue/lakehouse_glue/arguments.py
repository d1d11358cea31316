"""Arguments of a Glue job: --name value, among them Glue's own, which are left alone."""


class ArgumentError(Exception):
    """An argument is missing."""


def parse(argv, required, optional=()):
    """The named arguments as a dict; optional ones that are not given are None."""
    given = {}
    for index, word in enumerate(argv):
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            given[name] = value if equals else argv[index + 1] if index + 1 < len(argv) else ""
    missing = [name for name in required if not given.get(name)]
    if missing:
        raise ArgumentError(f"Missing: {', '.join('--' + name for name in missing)}. The job's arguments come from jobs.yaml and from the state machine (lakehouse pipeline derive).")
    return {name: given.get(name) for name in (*required, *optional)}
