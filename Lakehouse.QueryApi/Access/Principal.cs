using Lakehouse.QueryApi.Catalog;

namespace Lakehouse.QueryApi.Access;

/// <summary>Who asks, and what they may see (<c>Access:Principals:{name}:…</c>).</summary>
/// <param name="Name">The name.</param>
/// <param name="ApiKey">What comes as <c>X-Api-Key</c> or as bearer token, or null.</param>
/// <param name="AccessKeyId">The id of an AWS access key that requests are signed with, or null.</param>
/// <param name="SecretAccessKey">Its secret.</param>
/// <param name="Allow">Tables as <c>database.table</c>, <c>database.*</c> or <c>*</c>.</param>
internal sealed record Principal(string Name, string? ApiKey, string? AccessKeyId, string? SecretAccessKey, IReadOnlyList<string> Allow)
{
    /// <summary>Everyone, where nothing is configured.</summary>
    public static readonly Principal Everyone = new("everyone", null, null, null, ["*"]);

    /// <summary>The work group that their queries run in, or null for the one that a request names (<c>WorkGroup</c>).</summary>
    public string? WorkGroup { get; init; }

    /// <summary>Every table may be seen.</summary>
    public bool SeesAll => Allow.Contains("*");

    /// <summary>A table may be read, also at another version.</summary>
    public bool MaySee(CatalogTable table)
    {
        var origin = table.Origin;
        return SeesAll || Allow.Any(pattern => pattern.Equals($"{origin.Database}.*", StringComparison.OrdinalIgnoreCase) || pattern.Equals(origin.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>No secrets in logs.</summary>
    public override string ToString() => Name;
}
