using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Lakehouse.Pipelines.Definition;
using Lakehouse.Pipelines.Incremental;

namespace Lakehouse.Pipelines.Binding;

/// <summary>Looks up every name in a model's SQL, key and suite.</summary>
internal sealed partial class ModelBinding(
    Model model, Pipeline pipeline, BindingEngine engine, ProblemList problems)
{
    /// <summary>More than so many unknown names in one model are one misunderstanding, not as many mistakes.</summary>
    private const int MostNames = 20;

    private const string Describe = "DESCRIBE ";

    private static readonly Dictionary<string, string> Nearest = new()
    {
        ["HUGEINT"] = "BIGINT",
        ["UTINYINT"] = "SMALLINT",
        ["USMALLINT"] = "INTEGER",
        ["UINTEGER"] = "BIGINT",
        ["UBIGINT"] = "DECIMAL(20,0)",
    };

    /// <returns>The model's columns, or null when they cannot be told; the reason is among the problems.</returns>
    public IReadOnlyList<ModelColumn>? Bind()
    {
        if (Columns() is not { } columns)
        {
            return null;
        }

        CheckNames(columns);
        CheckTypes(columns);
        return columns.Select(column => column.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == columns.Count ? columns : null;
    }

    /// <summary>The engine stops at the first name that it does not know: that one is reported and replaced by NULL, and it looks again.</summary>
    private IReadOnlyList<ModelColumn>? Columns()
    {
        var sql = model.Sql;
        for (var count = 0; count < MostNames; count++)
        {
            try
            {
                var columns = engine.Describe(sql);
                return count == 0 ? columns : null;
            }
            catch (DuckDBException invalid) when (invalid.ErrorType is DuckDBErrorType.Parser or DuckDBErrorType.Syntax || invalid.Message.StartsWith("Parser Error", StringComparison.Ordinal))
            {
                // Reading the model has reported it.
                return null;
            }
            catch (DuckDBException invalid)
            {
                var error = BindingError.Of(invalid);
                problems.Add(model.SqlFile, error.Line, $"The SQL does not fit its tables: {error.Message} Correct it; 'columns' in {PipelineLoader.FileName} says what staged tables have.");
                if (!error.IsUnknownName || Without(sql, error) is not { } rest)
                {
                    return null;
                }

                sql = rest;
            }
        }

        return null;
    }

    private static string? Without(string sql, BindingError error)
    {
        if (error.Column is not { } column)
        {
            return null;
        }

        var lines = sql.Split('\n');
        var start = error.Line == 1 ? column - Describe.Length : column;
        if (start < 0 || start >= lines[error.Line - 1].Length || Name().Match(lines[error.Line - 1], start) is not { Success: true } name)
        {
            return null;
        }

        lines[error.Line - 1] = lines[error.Line - 1].Remove(start, name.Length).Insert(start, "NULL");
        return string.Join('\n', lines);
    }

    private void CheckNames(IReadOnlyList<ModelColumn> columns)
    {
        var names = columns.Select(column => column.Name).ToList();
        var file = Path.Combine(pipeline.Folder, PipelineLoader.FileName);
        foreach (var twice in names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            problems.Add(model.SqlFile, 1, $"The model gives two columns named '{twice.Key}'. Name each column once: x AS name.");
        }

        foreach (var missing in model.Key.Where(key => !names.Contains(key, StringComparer.OrdinalIgnoreCase)))
        {
            problems.Add(file, model.Line, $"The key column '{missing}' of {model.Table} is not among the columns of its SELECT. {Spelling.Suggest(missing, names)}");
        }

        foreach (var expectation in model.Expectations?.Expectations ?? [])
        {
            // An expectation on the list of columns may well name one that is not there: that is what it finds out.
            foreach (var missing in expectation.Columns.Where(column => !names.Contains(column, StringComparer.OrdinalIgnoreCase)))
            {
                problems.Add(model.Expectations!.File, expectation.Line, $"{expectation.Type} is about the column '{missing}', which {model.Table} does not have. {Spelling.Suggest(missing, names)}");
            }
        }
    }

    private void CheckTypes(IReadOnlyList<ModelColumn> columns)
    {
        foreach (var column in columns.Where(column => !SharedTypes.Has(column.Type) && column.Type != "\"NULL\""))
        {
            var cast = Nearest.TryGetValue(column.Type, out var type) ? $"Write CAST(… AS {type})" : $"Give it one of {SharedTypes.Names}";
            problems.Add(model.SqlFile, 1, $"The column '{column.Name}' of {model.Table} is {column.Type} in DuckDB, which Spark does not have. {cast}.");
        }

        foreach (var fault in ResultTypes.Faults(model, columns, engine))
        {
            problems.Add(model.SqlFile, fault.Line, fault.Message);
        }
    }

    [GeneratedRegex("""\G(?:"[^"]*"|\w+)(?:\s*\.\s*(?:"[^"]*"|\w+))*""")]
    private static partial Regex Name();
}
