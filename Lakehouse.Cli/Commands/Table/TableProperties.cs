namespace Lakehouse.Cli.Commands.Table;

/// <summary>Table properties on the command line: <c>key=value</c>.</summary>
internal static class TableProperties
{
    /// <exception cref="CliException">One has no '='.</exception>
    public static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> given)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in given)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            properties[equals > 0 ? text[..equals].Trim() : throw new CliException(ExitCode.Usage, $"'{text}' is no table property: write key=value.")] = text[(equals + 1)..].Trim();
        }

        return properties;
    }
}
