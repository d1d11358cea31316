using System.Text.Json;
using DuckDB.NET.Native;
using Lakehouse.QueryApi.Http;

namespace Lakehouse.QueryApi.Engine;

/// <summary>Values for a statement's <c>?</c>, <c>$1</c> (a JSON array) or <c>$name</c> (a JSON object) parameters.</summary>
internal readonly struct StatementParameters(JsonElement? values)
{
    /// <summary>There are values: none, where the array is empty.</summary>
    public bool AreGiven => values is not null;

    /// <summary>Binds NULL to every parameter.</summary>
    public static void BindNulls(DuckDBPreparedStatement statement)
    {
        for (var index = 1; index <= (int)NativeMethods.PreparedStatements.DuckDBParams(statement); index++)
        {
            NativeMethods.PreparedStatements.DuckDBBindNull(statement, index);
        }
    }

    /// <summary>Binds every parameter.</summary>
    /// <exception cref="QueryException">The values do not fit the statement's parameters.</exception>
    public void BindTo(DuckDBPreparedStatement statement)
    {
        var expected = (int)NativeMethods.PreparedStatements.DuckDBParams(statement);
        var given = values is not { } json ? 0 : json.ValueKind == JsonValueKind.Array ? json.GetArrayLength() : json.EnumerateObject().Count();
        if (expected != given)
        {
            throw new QueryException(Problem.InvalidParameters, $"The statement has {expected} parameter(s), but {given} value(s) came in \"parameters\". Give one value for each.");
        }

        if (values is { ValueKind: JsonValueKind.Array } list)
        {
            var index = 0;
            foreach (var value in list.EnumerateArray())
            {
                Bind(statement, ++index, $"{index}", value);
            }
        }
        else if (values is { } named)
        {
            foreach (var value in named.EnumerateObject())
            {
                if (DuckDbInterop.ParameterIndex(statement, out var index, value.Name) != DuckDBState.Success)
                {
                    throw new QueryException(Problem.InvalidParameters, $"The statement has no parameter ${value.Name}.");
                }

                Bind(statement, (int)index, value.Name, value.Value);
            }
        }
    }

    private static void Bind(DuckDBPreparedStatement statement, int index, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                NativeMethods.PreparedStatements.DuckDBBindNull(statement, index);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                NativeMethods.PreparedStatements.DuckDBBindBoolean(statement, index, value.GetBoolean());
                break;
            case JsonValueKind.Number when value.TryGetInt64(out var integer):
                NativeMethods.PreparedStatements.DuckDBBindInt64(statement, index, integer);
                break;
            case JsonValueKind.Number:
                NativeMethods.PreparedStatements.DuckDBBindDouble(statement, index, value.GetDouble());
                break;
            case JsonValueKind.String:
                QueryEngine.Bind(statement, index, value.GetString()!);
                break;
            default:
                throw new QueryException(Problem.InvalidParameters, $"Parameter {name} is a JSON {value.ValueKind.ToString().ToLowerInvariant()}; a parameter is null, true, false, a number or a string.");
        }
    }
}
