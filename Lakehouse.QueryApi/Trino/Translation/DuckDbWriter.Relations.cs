using System.Globalization;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Trino.Parsing;
using Lakehouse.QueryApi.Trino.Syntax;

namespace Lakehouse.QueryApi.Trino.Translation;

/// <summary>FROM: tables, joins, UNNEST, samples.</summary>
internal sealed partial class DuckDbWriter
{
    /// <summary>USING has made one column of two: the columns of <c>*</c> are then left to the engine.</summary>
    private bool hasMergedColumns;

    private List<string> WriteFrom(IReadOnlyList<Relation> relations)
    {
        hasMergedColumns = false;
        var texts = new List<string>();
        foreach (var relation in relations)
        {
            texts.Add(WriteRelation(relation));
        }

        return texts;
    }

    private string WriteRelation(Relation relation)
    {
        switch (relation)
        {
            case Syntax.Join join:
                return WriteJoin(join);
            case NestedRelation nested:
                return $"({WriteRelation(nested.Relation)})";
            case SampledRelation sampled:
                // Blocks are an engine's own matter: both methods take rows by chance.
                return $"{WriteRelation(sampled.Relation)} TABLESAMPLE BERNOULLI ({SampleOf(sampled)} PERCENT)";
            case AliasedRelation { Relation: var inner, Alias: var alias, Columns: var columns }:
                return WriteAliased(inner, alias, columns);
            default:
                var (text, seen) = WritePrimary(relation, null);
                var name = relation is TableRelation table ? table.Table.Parts[^1].Text : null;
                scope.Relations.Add(new ScopeRelation(name, seen, IsTable(relation)));
                // A versioned or metadata table is known by its plain name.
                return name is not null && !text.EndsWith(SqlText.Identifier(name), StringComparison.OrdinalIgnoreCase) ? $"{text} AS {SqlText.Identifier(name)}" : text;
        }
    }

    private string SampleOf(SampledRelation sampled) => sampled.Percentage is Literal { Kind: LiteralKind.Integer or LiteralKind.Decimal } number
        ? number.Text
        : throw NotSupported(sampled.Offset, "TABLESAMPLE takes a number here: TABLESAMPLE BERNOULLI (10).");

    private string WriteAliased(Relation inner, Identifier alias, IReadOnlyList<Identifier> columns)
    {
        if (inner is NestedRelation or Syntax.Join)
        {
            throw Invalid(alias.Offset, "A join in parentheses takes no alias; give aliases to the relations in it.");
        }

        var (text, seen) = WritePrimary(inner, columns.Count);
        var names = columns.Count == 0 ? seen : [.. columns.Select((column, index) => (column.Text, seen is not null && index < seen.Count ? seen[index].Type : null))];
        if (columns.Count > 0 && seen is not null && inner is not Unnest && seen.Count != columns.Count)
        {
            throw Invalid(alias.Offset, $"Column alias list has {columns.Count} entries but '{alias.Text}' has {seen.Count} columns available");
        }

        scope.Relations.Add(new ScopeRelation(alias.Text, names, IsTable(inner)));
        return $"{text} AS {Identifier(alias)}{(columns.Count > 0 ? $"({Join(columns.Select(Identifier))})" : "")}";
    }

    private (string Sql, IReadOnlyList<(string Name, string? Type)>? Columns) WritePrimary(Relation relation, int? aliases)
    {
        switch (relation)
        {
            case TableRelation table:
                return WriteTable(table);
            case QueryRelation query:
                var outer = scope;
                // A plain subquery does not see its neighbours; a LATERAL one does.
                var (text, columns) = WriteQuery(query.Query);
                scope = outer;
                return ($"{(query.IsLateral ? "LATERAL " : "")}({text})", columns);
            case Unnest unnest:
                return WriteUnnest(unnest, aliases ?? 0);
            case TableFunction function:
                return WriteTableFunction(function);
            default:
                throw new InvalidOperationException($"{relation.GetType().Name} is no primary relation.");
        }
    }

    private string WriteJoin(Syntax.Join join)
    {
        if (join.IsNatural)
        {
            throw NotSupported(join.Offset, "Natural join not supported");
        }

        var first = scope.Relations.Count;
        var left = WriteRelation(join.Left);
        var right = WriteRelation(join.Right);
        hasMergedColumns |= join.Using.Count > 0;
        foreach (var relation in scope.Relations.Skip(first))
        {
            relation.Merged.UnionWith(join.Using.Select(column => column.Text).Where(column => relation.Columns?.Any(known => known.Name.Equals(column, StringComparison.OrdinalIgnoreCase)) != false));
        }

        if (join.Kind == "CROSS")
        {
            return $"{left} CROSS JOIN {right}";
        }

        var condition = join.On is { } on ? $"ON {Condition(on, "JOIN ON clause")}" : $"USING ({Join(join.Using.Select(Identifier))})";
        return $"{left} {join.Kind} JOIN {right} {condition}";
    }

    private (string, IReadOnlyList<(string, string?)>?) WriteTable(TableRelation table)
    {
        var parts = table.Table.Parts;
        if (parts.Count > 3)
        {
            throw Invalid(table.Offset, $"Too many parts in table name: {table.Table}");
        }

        if (FindCommonTable(table) is { } found)
        {
            return (SqlText.Identifier(found.Name), found.Columns);
        }

        if (context.Missing(table.Table) is { } missing)
        {
            throw SyntaxError.UnknownTable(sql, table.Offset, missing);
        }

        var names = parts.Select(part => part.Text).ToList();
        if (names.Count == 1 && context.Database is { } database)
        {
            names.Insert(0, database);
        }

        if (names.Count >= 2 && names[^2].Equals("information_schema", StringComparison.OrdinalIgnoreCase))
        {
            names = ["$information_schema", names[^1].ToLowerInvariant()];
        }

        if (table.PeriodKind is not null)
        {
            names[^1] = VersionedName(names[^1], table.PeriodKind, table.Period!);
        }

        return (string.Join('.', names.Select(SqlText.Identifier)), context.Columns(table.Table));
    }

    /// <summary>What WITH names so, or null.</summary>
    private CommonTable? FindCommonTable(TableRelation table) => table.Table.Parts is [var name] && table.PeriodKind is null
        ? commonTables.FindLast(common => common.Name.Equals(name.Text, StringComparison.OrdinalIgnoreCase)) : null;

    private bool IsTable(Relation relation) => relation is TableRelation table && FindCommonTable(table) is null;

    /// <summary><c>t@v7</c> or <c>t@2026-01-31T12:00:00Z</c>: the catalog gives such a name the table at that version.</summary>
    private string VersionedName(string table, string kind, Expression period)
    {
        if (kind == "VERSION")
        {
            return Resolve(period) is Literal { Kind: LiteralKind.Integer } version
                ? $"{table}@v{version.Text}"
                : throw Invalid(period.Offset, "FOR VERSION AS OF takes a version number: FOR VERSION AS OF 7.");
        }

        var text = Resolve(period) switch
        {
            TypedLiteral { Type: "TIMESTAMP" or "DATE" } literal => literal.Text,
            Literal { Kind: LiteralKind.Text } literal => literal.Text,
            _ => throw Invalid(period.Offset, "FOR TIMESTAMP AS OF takes a literal: FOR TIMESTAMP AS OF TIMESTAMP '2026-01-31 12:00:00 UTC'."),
        };
        return ZonedTime.TryParse(text, out var instant, out _)
            ? $"{table}@{instant.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)}"
            : throw Invalid(period.Offset, $"'{text}' is not a timestamp.");
    }

    /// <summary>
    /// Arrays side by side, shorter ones filled with NULL; an array of rows gives a column for each field, a map two. With one alias for
    /// each array, rows stay whole, as Athena's user guide has it: <c>UNNEST(users) AS t(person)</c>, <c>person.name</c>. Types that are
    /// not known are told from the number of column aliases.
    /// </summary>
    private (string, IReadOnlyList<(string, string?)>?) WriteUnnest(Unnest unnest, int aliases)
    {
        var parts = new List<string>();
        var lengths = new List<string>();
        List<(string, string?)>? columns = [];
        var values = unnest.Values.Select(Write).ToArray();
        var spare = aliases - (unnest.WithOrdinality ? 1 : 0) - values.Length;
        var keepsRows = aliases > 0 && spare == values.Count(value => value.Base == "map");
        foreach (var (expression, value) in unnest.Values.Zip(values))
        {
            var element = TypeText.Element(value.Type);
            switch (value.Base)
            {
                case "map":
                    parts.Add($"unnest(map_keys({value.Sql}))");
                    parts.Add($"unnest(map_values({value.Sql}))");
                    lengths.Add($"coalesce(CAST(cardinality({value.Sql}) AS BIGINT), 0)");
                    var types = TypeText.Arguments(value.Type!);
                    columns?.Add(("key", types.Count == 2 ? types[0] : null));
                    columns?.Add(("value", types.Count == 2 ? types[1] : null));
                    spare--;
                    break;
                case "array" when TypeText.Base(element) == "row" && TypeText.Arguments(element!) is var fields && (!keepsRows || fields.Count == 1):
                    parts.Add($"unnest({value.Sql}, max_depth := 2)");
                    lengths.Add($"coalesce(len({value.Sql}), 0)");
                    columns?.AddRange(fields.Select((field, index) => Field(field, index)));
                    spare -= fields.Count - 1;
                    break;
                case "array" or null:
                    var expands = value.Type is null && spare > 0;
                    parts.Add(expands ? $"unnest({value.Sql}, max_depth := 2)" : $"unnest({value.Sql})");
                    lengths.Add($"coalesce(len({value.Sql}), 0)");
                    columns = expands ? null : columns is null ? null : [.. columns, ("_unnested", element)];
                    break;
                default:
                    throw Invalid(expression.Offset, $"Cannot unnest type: {value.Type}");
            }
        }

        if (unnest.WithOrdinality)
        {
            parts.Add($"unnest(range(1, {(lengths.Count == 1 ? lengths[0] : $"greatest({Join(lengths)})")} + 1))");
            columns?.Add(("_ordinality", "bigint"));
        }

        return ($"LATERAL (SELECT {Join(parts)})", columns);

        static (string, string?) Field(string field, int index)
        {
            var blank = field.IndexOf(' ', StringComparison.Ordinal);
            return blank > 0 && !field.StartsWith("timestamp", StringComparison.Ordinal) ? (field[..blank], field[(blank + 1)..]) : (string.Create(CultureInfo.InvariantCulture, $"field{index}"), field);
        }
    }

    private (string, IReadOnlyList<(string, string?)>?) WriteTableFunction(TableFunction function)
    {
        switch (function.Function)
        {
            case "table_changes":
                return (ChangesName(function), null);
            case "sequence":
                var bounds = Arguments(function, "start", "stop", "step");
                var start = bounds[0] is { } first ? Write(first).Sql : "0";
                var step = bounds[2] is { } third ? Write(third).Sql : "1";
                return ($"(SELECT unnest(generate_series(CAST({start} AS BIGINT), CAST({Write(bounds[1] ?? throw Invalid(function.Offset, "Missing argument: STOP")).Sql} AS BIGINT), CAST({step} AS BIGINT))) AS \"sequential_number\")", [("sequential_number", "bigint")]);
            default:
                throw NotSupported(function.Offset, $"The table function {function.Function} is not available here; table_changes and sequence are.");
        }
    }

    private static Expression?[] Arguments(TableFunction function, params string[] names)
    {
        var values = new Expression?[names.Length];
        for (var index = 0; index < function.Arguments.Count && index < names.Length; index++)
        {
            var (name, value) = function.Arguments[index];
            var at = name is null ? index : Array.FindIndex(names, candidate => candidate.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (at >= 0)
            {
                values[at] = value;
            }
        }

        return values;
    }

    /// <summary><c>table_changes('db.t', 3, 5)</c>, or Trino's form with <c>schema_name, table_name, since_version</c>: <c>t@changes3-5</c>.</summary>
    private string ChangesName(TableFunction function)
    {
        string? database = null, table = null;
        long? since = null, until = null;
        var position = 0;
        foreach (var (name, value) in function.Arguments)
        {
            var resolved = Resolve(value);
            switch (name?.ToLowerInvariant() ?? position switch { 0 => "table", 1 => "start", _ => "end" })
            {
                case "schema_name":
                    database = Text(resolved);
                    break;
                case "table" or "table_name":
                    table = Text(resolved);
                    break;
                case "since_version":
                    // Trino's is exclusive, and one less than a start.
                    since = Number(resolved) + 1;
                    break;
                case "start":
                    since = Number(resolved);
                    break;
                case "end":
                    until = Number(resolved);
                    break;
                case var unknown:
                    throw Invalid(value.Offset, $"table_changes has no argument {unknown}.");
            }

            position++;
        }

        if (table is null)
        {
            throw Invalid(function.Offset, "table_changes takes a table and a first version: table_changes('db.t', 3), table_changes('db.t', 3, 5).");
        }

        var parts = table.Split('.');
        database ??= parts.Length > 1 ? parts[^2] : context.Database;
        var changes = string.Create(CultureInfo.InvariantCulture, $"{parts[^1]}@changes{since ?? 0}-{until}");
        return database is null ? SqlText.Identifier(changes) : $"{SqlText.Identifier(database)}.{SqlText.Identifier(changes)}";

        string Text(Expression value) => value is Literal { Kind: LiteralKind.Text } text ? text.Text : throw Invalid(value.Offset, "table_changes takes the table's name as text.");
        long Number(Expression value) => value is Literal { Kind: LiteralKind.Integer } number && long.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : throw Invalid(value.Offset, "table_changes takes version numbers.");
    }
}
