using System.CommandLine;
using Lakehouse.Storage;
using Microsoft.Extensions.Configuration;

namespace Lakehouse.Cli.Commands;

/// <summary><c>--lake</c>: where the zones lie. The services' own settings (<c>Lake__Root</c>, <c>Lake__Raw</c> …) count where it is not given.</summary>
internal sealed class LakeOption() : Option<string?>("--lake")
{
    /// <summary>Where the AppHost keeps the lake.</summary>
    private const string Default = ".lakehouse/lake";

    public static LakeOption Create() => new() { Description = $"Root of the lake, a folder or s3:// URI [env: Lake__Root] [default: {Default}]", HelpName = "location" };

    /// <exception cref="CliException">It is no location.</exception>
    public Lake Read(ParseResult parsed)
    {
        var given = parsed.GetValue(this);
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Lake:Root", Default)])
            .AddEnvironmentVariables()
            .AddInMemoryCollection(given is null ? [] : [new("Lake:Root", given), new("Lake:Raw", null), new("Lake:Staged", null), new("Lake:Curated", null), new("Lake:Quality", null)])
            .Build();
        try
        {
            return Lake.FromConfiguration(settings);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new CliException(ExitCode.Usage, wrong.Message);
        }
    }
}
