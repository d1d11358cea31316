using System.Text.Json;

namespace Lakehouse.Pipelines.Expectations;

/// <summary>Arguments that only few expectations have.</summary>
internal sealed partial class ExpectationArguments
{
    /// <summary><c>row_condition</c> and <c>condition_parser</c> as SQL, or null without a condition.</summary>
    public string? RowCondition()
    {
        var condition = Find("row_condition");
        var parser = Find("condition_parser");
        if (condition is null)
        {
            return null;
        }

        if (condition is not { ValueKind: JsonValueKind.String } text || parser is not { ValueKind: JsonValueKind.String } language || !Expectations.RowCondition.Parsers.Contains(language.GetString()))
        {
            return Wrong<string?>("row_condition", $"a text, with 'condition_parser' one of {string.Join(", ", Expectations.RowCondition.Parsers)}", null);
        }

        try
        {
            return Expectations.RowCondition.ToSql(text.GetString()!, language.GetString()!, context.Parser);
        }
        catch (FormatException unreadable)
        {
            context.Problems.Add(file, line, $"{type} has a row_condition that cannot be read: {unreadable.Message}.");
            return null;
        }
    }

    /// <summary>A regular expression that the engine can run.</summary>
    public string Regex(string name) => Checked(name, Text(name));

    /// <summary>Regular expressions that the engine can run.</summary>
    public IReadOnlyList<string> Regexes(string name) => [.. Texts(name).Select(regex => Checked(name, regex))];

    /// <summary>A name of one of pyspark's types.</summary>
    public string SparkType(string name) => KnownType(name, Text(name));

    /// <summary>Names of pyspark's types.</summary>
    public IReadOnlyList<string> SparkTypes(string name) => [.. Texts(name).Select(item => KnownType(name, item))];

    /// <summary>Pairs of values as SQL literals.</summary>
    public IReadOnlyList<(string Left, string Right)> LiteralPairs(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 && list.EnumerateArray().All(pair => pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2)
            ? [.. list.EnumerateArray().Select(pair => (Nullable(name, pair[0]), Nullable(name, pair[1])))]
            : Wrong<IReadOnlyList<(string, string)>>(name, "a list of pairs", [("NULL", "NULL")]);

    /// <summary><c>{"quantiles":[0.5],"value_ranges":[[1,null]]}</c></summary>
    public IReadOnlyList<(double Quantile, double? Low, double? High)> QuantileRanges(string name)
    {
        if (Find(name) is { ValueKind: JsonValueKind.Object } value
            && Numbers(value, "quantiles") is { } quantiles && quantiles.All(quantile => quantile is >= 0 and <= 1)
            && value.TryGetProperty("value_ranges", out var ranges) && ranges.ValueKind == JsonValueKind.Array && ranges.GetArrayLength() == quantiles.Count
            && ranges.EnumerateArray().All(range => range.ValueKind == JsonValueKind.Array && range.GetArrayLength() == 2 && range.EnumerateArray().All(bound => bound.ValueKind is JsonValueKind.Null or JsonValueKind.Number)))
        {
            Find("allow_relative_error");
            return [.. quantiles.Zip(ranges.EnumerateArray(), (quantile, range) => (quantile, Bound(range[0]), Bound(range[1])))];
        }

        return Wrong<IReadOnlyList<(double, double?, double?)>>(name, "an object of as many 'quantiles' (0 to 1) as 'value_ranges' (pairs of numbers or null)", []);

        static double? Bound(JsonElement bound) => bound.ValueKind == JsonValueKind.Null ? null : bound.GetDouble();
    }

    /// <summary><c>partition_object</c> and what belongs to it.</summary>
    public ExpectedDistribution Distribution()
    {
        var (tail, inner) = ((double)(OptionalNumber("tail_weight_holdout") ?? 0), (double)(OptionalNumber("internal_weight_holdout") ?? 0));
        _ = Flag("bucketize_data", true);
        if (Find("partition_object") is { ValueKind: JsonValueKind.Object } value && Numbers(value, "weights") is { } weights)
        {
            if (value.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() == weights.Count && inner == 0)
            {
                return new ExpectedDistribution([.. values.EnumerateArray().Select(item => ToLiteral("partition_object", item))], [], weights, null) { TailHoldout = tail };
            }

            var tails = Numbers(value, "tail_weights");
            if (Numbers(value, "bins") is { } bins && bins.Count == weights.Count + 1 && tails is null or { Count: 2 } && (tails is null || tail == 0))
            {
                return new ExpectedDistribution(null, bins, weights, tails) { TailHoldout = tail, InternalHoldout = inner };
            }
        }

        return Wrong("partition_object", "an object of 'values' and as many 'weights', or of 'bins' and one fewer 'weights' (and 'tail_weights' only without tail_weight_holdout)", new ExpectedDistribution(["NULL"], [], [1], null));
    }

    /// <summary>A table of the pipeline that the model reads.</summary>
    public TableReference Table(string name)
    {
        var table = Text(name);
        return context.Tables.Cast<TableReference?>().FirstOrDefault(known => string.Equals(known.ToString(), table, StringComparison.OrdinalIgnoreCase))
            ?? Wrong(name, $"a table that the model reads ({string.Join(", ", context.Tables)})", default(TableReference));
    }

    /// <summary>A SELECT in which <c>{batch}</c> stands for the rows, and the other tables that it reads.</summary>
    public (string Sql, IReadOnlyList<TableReference> Tables) Query(string name)
    {
        const string rows = "candidate_rows";
        var sql = Text(name).TrimEnd().TrimEnd(';');
        var text = sql.Replace(UnexpectedRows.Batch, rows, StringComparison.Ordinal);
        var parsed = context.Parser.Parse(text);
        foreach (var fault in parsed.Faults.Concat(context.Parser.SharedFaults(text)))
        {
            context.Problems.Add(file, line, $"{type}: {fault.Message}");
        }

        var tables = new List<TableReference>();
        foreach (var table in parsed.Tables.Where(table => table is not { Schema: "", Name: rows }))
        {
            var full = $"{table.Schema}.{table.Name}";
            if (context.Tables.Cast<TableReference?>().FirstOrDefault(known => string.Equals(known.ToString(), full, StringComparison.OrdinalIgnoreCase)) is { } known)
            {
                tables.Add(known);
            }
            else
            {
                context.Problems.Add(file, line, $"{type} reads '{full.TrimStart('.')}'. It can read {string.Join(", ", context.Tables.Select(known => known.ToString()).Prepend(UnexpectedRows.Batch))}.");
            }
        }

        return (sql, [.. tables.Distinct()]);
    }

    private string Checked(string name, string regex) =>
        context.Parser.RegexFault(regex) is { } fault ? Wrong(name, $"a regular expression that DuckDB (RE2) and Spark share ({fault})", "") : regex;

    private string KnownType(string name, string type) =>
        Expectations.SparkTypes.All.Contains(type) ? type : Wrong(name, $"one of pyspark's types ({string.Join(", ", Expectations.SparkTypes.All.Order(StringComparer.Ordinal))}), not '{type}'", type);

    private string Nullable(string name, JsonElement value) => value.ValueKind == JsonValueKind.Null ? "NULL" : ToLiteral(name, value);

    private static List<double>? Numbers(JsonElement value, string name) =>
        value.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? [.. list.EnumerateArray().Select(item => item.GetDouble())]
            : null;
}
