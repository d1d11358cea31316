using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>A value that is translated already.</summary>
internal sealed record RawText(int Offset, string Sql) : Expression(Offset)
{
    /// <summary>Its type; text unless told.</summary>
    public string Type { get; init; } = "varchar";
}
