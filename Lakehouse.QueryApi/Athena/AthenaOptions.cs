using System.Globalization;

namespace Lakehouse.QueryApi.Athena;

/// <summary>Settings under <c>Athena:</c>.</summary>
/// <param name="Folder">Where saved queries, work groups, executions and results are kept (<c>Athena:Folder</c>; default <c>athena</c> below the lake's root).</param>
/// <param name="Buckets">Buckets that an output location may name and that results are really written to (<c>Athena:Buckets</c>, commas between); every other <c>s3://</c> location stands for a folder below <see cref="Folder"/>.</param>
/// <param name="MaxExecutions">Executions that are remembered (<c>Athena:MaxExecutions</c>; default 10,000).</param>
/// <param name="MaxQueued">Executions that may wait or run at once (<c>Athena:MaxQueued</c>; default 200).</param>
/// <param name="PricePerTerabyte">Athena's price of a terabyte scanned, in dollars (<c>Athena:PricePerTerabyte</c>; default 5).</param>
/// <param name="WorkGroups">Work groups that are fixed by configuration (<c>Athena:WorkGroups:{name}:…</c>).</param>
/// <param name="Zones">Where the lake's tables are: no result goes there.</param>
internal sealed record AthenaOptions(Uri Folder, IReadOnlySet<string> Buckets, int MaxExecutions, int MaxQueued, decimal PricePerTerabyte, IReadOnlyList<WorkGroup> WorkGroups, IReadOnlyList<Uri> Zones)
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A value is wrong; the message names it.</exception>
    public static AthenaOptions FromConfiguration(IConfiguration configuration, Uri otherwise, IReadOnlyList<Uri> zones)
    {
        var folder = configuration["Athena:Folder"] is { Length: > 0 } text ? Storage.ObjectStores.ParseLocation(text) : otherwise;
        return new AthenaOptions(
            folder,
            (configuration["Athena:Buckets"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal),
            Number("Athena:MaxExecutions", 10_000, 1, 1_000_000),
            Number("Athena:MaxQueued", 200, 1, 100_000),
            decimal.TryParse(configuration["Athena:PricePerTerabyte"] ?? "5", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) ? price : throw Wrong("Athena:PricePerTerabyte", "a number of dollars"),
            [.. configuration.GetSection("Athena:WorkGroups").GetChildren().Select(ReadGroup)],
            zones);

        WorkGroup ReadGroup(IConfigurationSection section) => new(section.Key)
        {
            Description = section["Description"] ?? "",
            IsEnabled = section["State"] is not { } state || (state is "ENABLED" or "DISABLED" ? state == "ENABLED" : throw Wrong($"Athena:WorkGroups:{section.Key}:State", "ENABLED or DISABLED")),
            OutputLocation = section["OutputLocation"],
            Enforces = section["EnforceWorkGroupConfiguration"] is not { } enforce || (bool.TryParse(enforce, out var enforces) ? enforces : throw Wrong($"Athena:WorkGroups:{section.Key}:EnforceWorkGroupConfiguration", "true or false")),
            BytesCutoff = section["BytesScannedCutoffPerQuery"] is not { } cutoff ? null : long.TryParse(cutoff, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : throw Wrong($"Athena:WorkGroups:{section.Key}:BytesScannedCutoffPerQuery", "a number of bytes"),
            IsConfigured = true,
        };

        int Number(string name, int standard, int least, int most) => configuration[name] is not { Length: > 0 } value ? standard
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw Wrong(name, $"a whole number from {least} to {most}");
        InvalidOperationException Wrong(string name, string wanted) => new($"The setting {name} (environment variable {name.Replace(":", "__", StringComparison.Ordinal)}) is '{configuration[name]}'. Set it to {wanted}.");
    }
}
