using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>A value that is translated already, of type varchar.</summary>
internal sealed record RawText(int Offset, string Sql) : Expression(Offset);
