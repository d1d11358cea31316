namespace Lakehouse.Delta.Engine;

/// <summary>An expression of a table that this library cannot evaluate just as Spark does; the message names the part, as in "it uses …".</summary>
internal sealed class SparkSqlException(string part) : Exception(part);
