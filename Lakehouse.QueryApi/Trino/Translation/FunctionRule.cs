namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>How calls of a function are answered.</summary>
internal enum FunctionKind
{
    /// <summary>A value from values, by a template.</summary>
    Scalar,

    /// <summary>A value from rows, by a template.</summary>
    Aggregate,

    /// <summary>A value that only a window gives.</summary>
    Window,

    /// <summary>Written by code.</summary>
    Special,

    /// <summary>Known in Athena, not available here.</summary>
    Refused,
}

/// <summary>One line of functions.txt.</summary>
/// <param name="Name">The function, lower case.</param>
/// <param name="Kind">How it is answered.</param>
/// <param name="Type">The result's type, or <c>=n</c> for that of argument n, or <c>en</c> for its elements', or null.</param>
/// <param name="Least">Fewest arguments.</param>
/// <param name="Most">Most arguments.</param>
/// <param name="Letters">What each argument may be, the last letter for all behind it; empty for anything.</param>
/// <param name="Template">What it becomes; for a refused function the reason.</param>
internal sealed record FunctionRule(string Name, FunctionKind Kind, string? Type, int Least, int Most, string Letters, string Template);
