namespace Lakehouse.QueryApi.Trino.Json.Paths;

/// <summary>What a token of a path is.</summary>
internal enum PathTokenKind
{
    /// <summary>A name or a keyword.</summary>
    Word,

    /// <summary><c>"text"</c></summary>
    Text,

    /// <summary>A number without sign.</summary>
    Number,

    /// <summary><c>$name</c></summary>
    Variable,

    /// <summary>Everything else.</summary>
    Sign,

    /// <summary>Behind the last one.</summary>
    End,
}

/// <summary>A token of a path.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, without quotes and without a variable's dollar.</param>
/// <param name="Length">Characters that it takes in the path.</param>
/// <param name="Offset">Its place there.</param>
internal readonly record struct PathToken(PathTokenKind Kind, string Text, int Length, int Offset);
