using System.Text.Json;

namespace Lakehouse.QueryApi.Rest;

/// <summary>Where the SQL of whoever runs a resource's statement differs: the engine, or Athena.</summary>
internal abstract class ResourceDialect
{
    /// <summary>The values of the statement's parameters, or null.</summary>
    public abstract JsonElement? Parameters { get; }

    /// <summary>An expression for a value that has been checked against the type.</summary>
    /// <param name="text">The value, or null.</param>
    /// <param name="type">The engine's name of the type.</param>
    public abstract string Value(string? text, string type);

    /// <summary>Whether a text is like a pattern, in capitals or not.</summary>
    public abstract string LikeIgnoringCase(string column, string pattern);

    /// <summary>Whether a regular expression matches a part of a text.</summary>
    public abstract string Matches(string column, string expression, bool ignoresCase);
}
