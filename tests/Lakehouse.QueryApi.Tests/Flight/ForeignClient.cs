using System.Diagnostics;
using System.Text.Json;

namespace Lakehouse.QueryApi.Tests.Flight;

/// <summary>A Flight SQL client from npm, in a process of its own.</summary>
/// <param name="name">Which one: <c>rust</c> or <c>typescript</c>; <c>clients.js</c> says what they are.</param>
/// <param name="address">The service.</param>
internal sealed class ForeignClient(string name, string address)
{
    private static readonly Dictionary<string, string> Packages = new()
    {
        // The part of @lakehouse-rs/flight-sql-client that is this platform's: the whole names another platform's that is not served.
        ["rust"] = "@lakehouse-rs/flight-sql-client-linux-x64-gnu",
        ["typescript"] = "@firetiger-oss/flight-sql-client",
    };

    /// <summary>Makes calls one after the other.</summary>
    /// <param name="options">How it proves who it is: members of the client's own options.</param>
    /// <param name="calls">Names of calls with what they take.</param>
    /// <returns>What each was answered with.</returns>
    public async Task<IReadOnlyList<ForeignAnswer>> CallAsync(IReadOnlyDictionary<string, string> options, params (string Name, object Argument)[] calls)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(TestLake.RepositoryRoot(), "node_modules", Packages[name])), $"{Packages[name]} is not installed: run npm install in the repository's folder, on a platform that it knows.");
        var uri = new Uri(address);
        var input = JsonSerializer.Serialize(new
        {
            options = options.ToDictionary(option => option.Key, option => (object)option.Value).Append(new("host", uri.Host)).Append(new("port", uri.Port)).ToDictionary(),
            calls = calls.Select(call => new Dictionary<string, object> { [call.Name] = call.Argument }),
        });
        using var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(TestLake.RepositoryRoot(), "tests", "Lakehouse.QueryApi.Tests", "Flight", "clients.js"), name])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.StandardInput.WriteAsync(input.AsMemory(), TestContext.Current.CancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, await errors);
            return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<ForeignAnswer>(line, JsonSerializerOptions.Web)!)];
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}

/// <summary>What a call was answered with; a failed one has an error and nothing else.</summary>
/// <param name="Fields">Name, type and nullability of each column.</param>
/// <param name="Rows">How many rows came.</param>
/// <param name="Columns">The values of a short result, by column.</param>
/// <param name="Sum">The sum of a long result's first column.</param>
/// <param name="Error">What the client says of a failure.</param>
/// <param name="Code">The failure's code, as the client gives it.</param>
internal sealed record ForeignAnswer(string[] Fields, int Rows, string[][] Columns, string? Sum, string? Error, JsonElement? Code);
