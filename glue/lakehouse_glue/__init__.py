"""The Spark side of the lakehouse: runs the same pipeline definition as the Transformer, to the same tables."""
