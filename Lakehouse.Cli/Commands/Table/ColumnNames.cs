using Lakehouse.Delta;

namespace Lakehouse.Cli.Commands.Table;

/// <summary>Names of columns on the command line: <c>a,b</c>, or one option for each name that holds a comma.</summary>
internal static class ColumnNames
{
    public static IEnumerable<string> Split(IEnumerable<string> given, StructType? schema = null) =>
        given.SelectMany(text => schema?.Find(text) is not null ? [text] : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
