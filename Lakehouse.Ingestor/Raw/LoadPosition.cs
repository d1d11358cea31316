using System.Globalization;

namespace Lakehouse.Ingestor.Raw;

/// <summary>
/// How far a load is with the last row of a file: metadata <c>lakehouse.load</c> of load files, where a killed load goes on.
/// As text <c>3/12/500000/more</c>: attempt, number of the range, rows of the range so far, and whether there are <c>more</c> or these are <c>all</c>.
/// </summary>
/// <param name="Attempt">Counts loads of the table.</param>
/// <param name="Range">Number of the range in the control file, or -1 for a file without rows of the table.</param>
/// <param name="Rows">Rows of the range in this file and the files before.</param>
/// <param name="Complete">The range has no more.</param>
internal readonly record struct LoadPosition(int Attempt, int Range, long Rows, bool Complete)
{
    /// <summary>Key of the file's metadata.</summary>
    public const string Key = "lakehouse.load";

    private const string More = "more", All = "all";

    /// <summary>Of a file without rows of the table: <c>T</c>, or that of an empty table.</summary>
    public static LoadPosition Begun(int attempt) => new(attempt, -1, 0, false);

    /// <exception cref="FormatException">The text is none.</exception>
    public static LoadPosition Parse(string text) => text.Split('/') is [var attempt, var range, var rows, More or All]
        ? new(
            int.Parse(attempt, NumberStyles.None, CultureInfo.InvariantCulture),
            int.Parse(range, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
            long.Parse(rows, NumberStyles.None, CultureInfo.InvariantCulture),
            text.EndsWith(All, StringComparison.Ordinal))
        : throw new FormatException($"'{text}' is no position of a load: it should read attempt/range/rows/{More} or …/{All}.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Attempt}/{Range}/{Rows}/{(Complete ? All : More)}");
}
