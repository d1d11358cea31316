namespace Lakehouse.QueryApi.Access;

/// <summary>Rows of a table that some may see only (<c>Access:RowFilters:{n}:…</c>).</summary>
/// <param name="Table"><c>database.table</c>.</param>
/// <param name="Principals">Whom it binds; empty for all.</param>
/// <param name="Where">A condition in DuckDB's SQL.</param>
internal sealed record RowFilter(string Table, IReadOnlyList<string> Principals, string Where);

/// <summary>A column that some see as something else (<c>Access:Masks:{n}:…</c>).</summary>
/// <param name="Table"><c>database.table</c>.</param>
/// <param name="Column">The column.</param>
/// <param name="Principals">Whom it binds; empty for all.</param>
/// <param name="Value">What they see, in DuckDB's SQL: <c>NULL</c>, <c>left(title, 1) || '…'</c>.</param>
internal sealed record ColumnMask(string Table, string Column, IReadOnlyList<string> Principals, string Value);

/// <summary>Settings under <c>Access:</c>. Without principals everyone may read everything.</summary>
internal sealed record AccessOptions(IReadOnlyList<Principal> Principals, IReadOnlyList<RowFilter> Filters, IReadOnlyList<ColumnMask> Masks)
{
    /// <summary>Requests have to prove who they come from.</summary>
    public bool IsRequired => Principals.Count > 0 || Jwt is not null;

    /// <summary>Tokens of an identity provider, or null.</summary>
    public JwtOptions? Jwt { get; init; }

    /// <summary>Everyone who reaches the service may ask, wherever they come from (<c>Access:Anonymous</c>): the network around it is the wall.</summary>
    public bool IsOpenByIntent { get; init; }

    /// <summary>Without principals the service is for this machine alone, unless the configuration says otherwise.</summary>
    /// <exception cref="InvalidOperationException">It would be open to others.</exception>
    public void RefuseOpenDoors(IReadOnlyList<string> addresses)
    {
        if (!IsRequired && !IsOpenByIntent && addresses.FirstOrDefault(address => !ListenAddresses.IsLoopback(address)) is { } open)
        {
            throw new InvalidOperationException($"Whoever reaches {open} could read every table. Set Access:Principals (or Access:Jwt), listen on localhost only, or set Access:Anonymous=true where the network lets nobody else in.");
        }
    }

    /// <summary>Athena runs every query as the service's own role: what only some may see, it would show to all.</summary>
    /// <exception cref="InvalidOperationException">Some principals may not see everything.</exception>
    public void RefuseWhatAthenaCannotKeep()
    {
        if (Filters.Count > 0 || Masks.Count > 0 || Principals.Any(principal => !principal.SeesAll) || Jwt?.Allow?.Contains("*") == false)
        {
            throw new InvalidOperationException("Query:Engine is athena, where row filters, masks and permissions of Access: do not hold. Set them in AWS Lake Formation, or run queries with Query:Engine=duckdb.");
        }
    }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">One is missing or wrong.</exception>
    public static AccessOptions FromConfiguration(IConfiguration configuration)
    {
        var jwt = JwtOptions.FromConfiguration(configuration);
        return new AccessOptions(
            [.. configuration.GetSection("Access:Principals").GetChildren().Select(ReadPrincipal)],
            [.. configuration.GetSection("Access:RowFilters").GetChildren().Select(section => new RowFilter(Text(section, "Table"), Names(section["Principals"]), Text(section, "Where")))],
            [.. configuration.GetSection("Access:Masks").GetChildren().Select(section => new ColumnMask(Text(section, "Table"), Text(section, "Column"), Names(section["Principals"]), Text(section, "Value")))])
        {
            Jwt = jwt,
            IsOpenByIntent = bool.TryParse(configuration["Access:Anonymous"], out var anonymous) && anonymous,
        };

        Principal ReadPrincipal(IConfigurationSection section)
        {
            var principal = new Principal(section.Key, Secret(section["ApiKey"]), Secret(section["AccessKeyId"]), Secret(section["SecretAccessKey"]), section["Allow"] is { } allow ? Names(allow) : ["*"]) { WorkGroup = Secret(section["WorkGroup"]) };
            return (principal.AccessKeyId is null) != (principal.SecretAccessKey is null) || (principal.ApiKey is null && principal.AccessKeyId is null && jwt is null)
                ? throw new InvalidOperationException($"The setting Access:Principals:{section.Key} is incomplete. Set ApiKey, or AccessKeyId and SecretAccessKey, or Access:Jwt.")
                : principal.ApiKey is { Length: < 16 } ? throw new InvalidOperationException($"The setting Access:Principals:{section.Key}:ApiKey is too short to be a secret. Use at least 16 characters.")
                : principal;
        }

        static string? Secret(string? text) => string.IsNullOrEmpty(text) ? null : text;
        static string Text(IConfigurationSection section, string name) => section[name] is { Length: > 0 } text ? text : throw new InvalidOperationException($"The setting {section.Path}:{name} is missing.");
    }

    /// <summary>Names with commas between.</summary>
    internal static string[] Names(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
