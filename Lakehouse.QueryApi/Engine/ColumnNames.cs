using System.Globalization;
using Lakehouse.QueryApi.Trino.Translation;

namespace Lakehouse.QueryApi.Engine;

/// <summary>Names of result columns.</summary>
internal static class ColumnNames
{
    /// <summary>The name that clients see: Athena's <c>_col2</c> for an expression that has none.</summary>
    public static string Shown(string name, int index) =>
        name.StartsWith(DuckDbWriter.UnnumberedColumn, StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"_col{index}") : name;
}
