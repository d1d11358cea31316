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
    public bool IsRequired => Principals.Count > 0;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">One is missing or wrong.</exception>
    public static AccessOptions FromConfiguration(IConfiguration configuration)
    {
        return new AccessOptions(
            [.. configuration.GetSection("Access:Principals").GetChildren().Select(ReadPrincipal)],
            [.. configuration.GetSection("Access:RowFilters").GetChildren().Select(section => new RowFilter(Text(section, "Table"), Names(section["Principals"]), Text(section, "Where")))],
            [.. configuration.GetSection("Access:Masks").GetChildren().Select(section => new ColumnMask(Text(section, "Table"), Text(section, "Column"), Names(section["Principals"]), Text(section, "Value")))]);

        static Principal ReadPrincipal(IConfigurationSection section)
        {
            var principal = new Principal(section.Key, Secret(section["ApiKey"]), Secret(section["AccessKeyId"]), Secret(section["SecretAccessKey"]), section["Allow"] is { } allow ? Names(allow) : ["*"]);
            return (principal.AccessKeyId is null) != (principal.SecretAccessKey is null) || (principal.ApiKey is null && principal.AccessKeyId is null)
                ? throw new InvalidOperationException($"The setting Access:Principals:{section.Key} is incomplete. Set ApiKey, or AccessKeyId and SecretAccessKey.")
                : principal.ApiKey is { Length: < 16 } ? throw new InvalidOperationException($"The setting Access:Principals:{section.Key}:ApiKey is too short to be a secret. Use at least 16 characters.")
                : principal;
        }

        static string? Secret(string? text) => string.IsNullOrEmpty(text) ? null : text;
        static string[] Names(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        static string Text(IConfigurationSection section, string name) => section[name] is { Length: > 0 } text ? text : throw new InvalidOperationException($"The setting {section.Path}:{name} is missing.");
    }
}
