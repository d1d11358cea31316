using System.CommandLine;

namespace Lakehouse.Cli.Commands;

/// <summary><c>--endpoint</c>: which service answers.</summary>
internal sealed class EndpointOption() : Option<string>("--endpoint", "-e")
{
    private const string Variable = "LAKEHOUSE_ENDPOINT";

    private const string Default = "http://localhost:5080";

    public static EndpointOption Create() => new()
    {
        Description = $"Address of the query service [env: {Variable}] [default: {Default}]",
        HelpName = "url",
    };

    /// <summary>The address: from the command line, the environment, or the default.</summary>
    /// <exception cref="CliException">It is no address.</exception>
    public Uri Read(ParseResult parsed)
    {
        if (parsed.GetValue(this) is { } given)
        {
            return Parse(given, "--endpoint");
        }

        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? Parse(set, $"The environment variable {Variable}") : new Uri(Default + "/");
    }

    private static Uri Parse(string text, string origin) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new CliException(ExitCode.Usage, $"{origin} is '{text}', which is no http:// or https:// address.");
}
