using System.CommandLine;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>--json</c>: output for machines, an object a line.</summary>
internal sealed class JsonOption : Option<bool>
{
    public JsonOption()
        : base("--json") => Description = "Write JSON for machines: one object a line";
}
