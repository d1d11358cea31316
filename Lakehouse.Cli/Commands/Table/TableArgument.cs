using System.CommandLine;

namespace Lakehouse.Cli.Commands.Table;

/// <summary>The location of a table.</summary>
internal sealed class TableArgument : Argument<string>
{
    public TableArgument()
        : base("table") => Description = "Location of the table: a folder, file:///… or s3://bucket/prefix";

    /// <summary>What was typed.</summary>
    public string Location(ParseResult parsed) => parsed.GetValue(this)!;
}
