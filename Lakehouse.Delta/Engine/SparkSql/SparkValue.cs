namespace Lakehouse.Delta.Engine;

/// <summary>A translated part of an expression.</summary>
/// <param name="Sql">DuckDB's expression, safe inside others.</param>
/// <param name="Type">Spark's type of it; <see cref="PrimitiveType.Void"/> for NULL.</param>
/// <param name="Literal">Its text where it is a text literal, else null.</param>
internal readonly record struct SparkValue(string Sql, DataType Type, string? Literal = null)
{
    public bool IsNull => Type == PrimitiveType.Void;

    public bool IsText => Type == PrimitiveType.String || IsNull;

    public bool IsInteger => Type is PrimitiveType { Name: "byte" or "short" or "integer" or "long" } || IsNull;

    public bool IsFloating => Type is PrimitiveType { Name: "float" or "double" };

    public bool IsDecimal => Type is DecimalType;

    public bool IsNumber => IsInteger || IsFloating || IsDecimal;

    public bool IsDate => Type == PrimitiveType.Date;

    public bool IsTime => Type == PrimitiveType.Timestamp || Type == PrimitiveType.TimestampNtz;

    public bool IsBoolean => Type == PrimitiveType.Boolean || IsNull;
}
