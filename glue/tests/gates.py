"""The gate needs Great Expectations; what tables hold does not."""
import dataclasses
import importlib.util


def checked(model):
    """The model, without its gate where Great Expectations is not installed."""
    return model if importlib.util.find_spec("great_expectations") else dataclasses.replace(model, suite=None, key=())
