using Npgsql;

namespace MovieLens.Source.Traffic;

/// <summary>One statement that changes one row, or none where the row is not as expected.</summary>
/// <param name="Table">The table, for counting.</param>
/// <param name="Operation"><c>insert</c>, <c>update</c> or <c>delete</c>.</param>
/// <param name="Sql">The statement with <c>$1</c>, <c>$2</c> …</param>
/// <param name="Values">Its parameters.</param>
internal sealed record Change(string Table, string Operation, string Sql, params object[] Values)
{
    /// <summary>Called once the change is committed and has changed a row.</summary>
    public Action? WhenMade { get; init; }

    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(Sql);
        foreach (var value in Values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
