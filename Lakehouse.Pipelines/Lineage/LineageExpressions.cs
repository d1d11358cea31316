using System.Collections.Immutable;
using System.Text.Json;
using Lakehouse.Pipelines.Incremental;
using Lakehouse.Pipelines.SharedSql;

namespace Lakehouse.Pipelines.Lineage;

/// <summary>Finds the columns that an expression's value comes from.</summary>
internal sealed class LineageExpressions(LineageReader reader, LineageScope scope, ImmutableDictionary<string, Func<LineageScope>> ctes)
{
    public ImmutableHashSet<ColumnOrigin> Read(JsonElement expression)
    {
        if (expression.ValueKind == JsonValueKind.Array)
        {
            return [.. expression.EnumerateArray().SelectMany(Read)];
        }

        if (expression.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return expression.Text("class") switch
        {
            "COLUMN_REF" => scope.Find(expression.ColumnName()!),
            "CASE" => Case(expression),
            "WINDOW" => Window(expression),
            "SUBQUERY" => Subquery(expression),
            "FUNCTION" when SharedFunctions.Aggregates.Contains(expression.Text("function_name"), StringComparer.OrdinalIgnoreCase) => As(Parts(expression), ColumnUse.Aggregation),
            _ => As(Parts(expression), ColumnUse.Transformation),
        };
    }

    private ImmutableHashSet<ColumnOrigin> Case(JsonElement expression)
    {
        var checks = expression.List("case_checks");
        var values = checks.Select(check => check.Part("then_expr")).Append(expression.Part("else_expr")).OfType<JsonElement>().SelectMany(Read);
        var conditions = checks.Select(check => check.Part("when_expr")).OfType<JsonElement>().SelectMany(Read);
        return As(values, ColumnUse.Transformation).Union(As(conditions, ColumnUse.Conditional));
    }

    private ImmutableHashSet<ColumnOrigin> Window(JsonElement expression)
    {
        reader.Note(expression.List("partitions").Concat(expression.List("orders")).SelectMany(Read), RowInfluence.Window);
        return As(expression.List("children").SelectMany(Read), ColumnUse.Aggregation);
    }

    /// <summary><c>x IN (SELECT …)</c>: "child" is x, and what the SELECT gives comes from its own tables.</summary>
    private ImmutableHashSet<ColumnOrigin> Subquery(JsonElement expression)
    {
        var given = reader.Query(expression.Part("subquery")!.Value.Part("node")!.Value, ctes, scope).Columns.SelectMany(column => column.From);
        return As(given.Concat(expression.Part("child") is { } child ? Read(child) : []), ColumnUse.Transformation);
    }

    private IEnumerable<ColumnOrigin> Parts(JsonElement expression) => expression.EnumerateObject().SelectMany(part => Read(part.Value));

    /// <summary>What is computed from a sum is an aggregation, whatever is done with it afterwards.</summary>
    private static ImmutableHashSet<ColumnOrigin> As(IEnumerable<ColumnOrigin> origins, ColumnUse use) =>
        [.. origins.Select(origin => origin with { Use = use == ColumnUse.Conditional || origin.Use == ColumnUse.Conditional ? ColumnUse.Conditional : (ColumnUse)Math.Max((int)origin.Use, (int)use) })];
}
