using System.Globalization;
using Lakehouse.Cli.Api;

namespace Lakehouse.Cli.Output;

/// <summary>The catalog for people.</summary>
internal static class CatalogTable
{
    public static void Write(TableListing listing)
    {
        Grid.Write(
            [("database", false), ("table", false), ("zone", false), ("version", true), ("rows", true), ("files", true), ("size", true), ("updated", false)],
            listing.Tables.Select(table => new[]
            {
                table.Database,
                table.Table,
                table.Zone,
                Number(table.Version),
                Number(table.Rows),
                Number(table.Files),
                ByteSize.Show(table.Bytes),
                table.Error is not null ? "cannot be read" : table.Updated is { } time ? TimeText.Show(time) : "no data yet",
            }));
        foreach (var table in listing.Tables.Where(table => table.Error is not null))
        {
            Console.Error.WriteLine($"{table.Database}.{table.Table}: {table.Error}");
        }
    }

    private static string Number(long? value) => value is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{value:N0}");
}
