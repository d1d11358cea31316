using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>Turns Great Expectations' <c>row_condition</c> into SQL.</summary>
internal static class RowCondition
{
    public static readonly string[] Parsers = ["spark", "great_expectations", "great_expectations__experimental__", "pandas"];

    /// <param name="text">The condition.</param>
    /// <param name="parser">The language it is written in.</param>
    /// <param name="sql">Parses SQL.</param>
    /// <exception cref="FormatException">It cannot be read; the message says why.</exception>
    public static string ToSql(string text, string parser, ModelSqlParser sql)
    {
        var condition = parser switch
        {
            "spark" => text,
            "pandas" => PandasCondition.ToSql(text),
            _ => GreatExpectationsCondition.ToSql(text),
        };
        if (sql.ConditionFault(condition) is { } fault)
        {
            throw new FormatException(fault);
        }

        if (parser == "spark" && sql.SharedFaults($"SELECT 1 FROM rows WHERE ({text}\n)") is [var shared, ..])
        {
            throw new FormatException(shared.Message.TrimEnd('.'));
        }

        return condition;
    }
}
