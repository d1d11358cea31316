using Lakehouse.Cli.Output;
using Lakehouse.Delta;

namespace Lakehouse.Cli.Commands.Table;

/// <summary>Writes findings as they come: a line each.</summary>
internal sealed class FindingOutput(bool asJson) : IAsyncDisposable
{
    private readonly StandardOutput output = new();

    /// <exception cref="OutputClosedException">Nobody reads any more.</exception>
    public void Write(VerificationFinding finding) => output.Write(asJson
        ? JsonLine.Bytes(new { Check = finding.Check.ToString(), finding.Problem, finding.Version, finding.File })
        : System.Text.Encoding.UTF8.GetBytes(Grid.Visible($"{finding.Check}: {finding.File ?? "-"}: {finding.Problem}") + "\n"));

    public ValueTask DisposeAsync() => output.DisposeAsync();
}
