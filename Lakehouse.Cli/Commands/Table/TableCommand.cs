using System.CommandLine;

namespace Lakehouse.Cli.Commands.Table;

/// <summary><c>lakehouse table …</c></summary>
internal static class TableCommand
{
    public static Command Create() => new("table", "Looks at and cares for any Delta table, by its location.")
    {
        TableShowCommand.Create(),
        TableReadCommand.Create(),
        TableHistoryCommand.Create(),
        TableChangesCommand.Create(),
        TableFilesCommand.Create(),
        TableOptimizeCommand.Create(),
        TableVacuumCommand.Create(),
        TableRestoreCommand.Create(),
        TableConvertCommand.Create(),
        TableCheckpointCommand.Create(),
        TableCompatCommand.Create(),
        TableVerifyCommand.Create(),
    };
}
