namespace Lakehouse.QueryApi.Trino.Syntax;

/// <summary>A name; Trino compares names without case, quoted or not.</summary>
internal sealed record Identifier(int Offset, string Text, bool IsQuoted);

/// <summary><c>catalog.database.table</c> [qualifiedName]</summary>
internal sealed record QualifiedName(IReadOnlyList<Identifier> Parts)
{
    public int Offset => Parts[0].Offset;

    /// <summary>The parts as they are, with points.</summary>
    public override string ToString() => string.Join('.', Parts.Select(part => part.Text));
}
