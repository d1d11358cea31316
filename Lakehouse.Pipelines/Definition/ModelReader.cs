using Lakehouse.Pipelines.Expectations;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Definition;

/// <summary>Reads the SQL and the expectation suite of every model and finds which tables each one reads.</summary>
internal sealed class ModelReader(PipelineDefinition definition, string folder, string file, ModelSqlParser parser, ProblemList problems)
{
    private readonly Dictionary<string, TableReference> tables = Tables(definition);

    /// <summary>The models that clean staged tables, then the curated ones.</summary>
    public IReadOnlyList<Model> Read() =>
    [
        .. definition.Staged.Where(table => table.Sql is not null).Select(table =>
            Read(Zone.Staged, new ModelDefinition(table.Name, table.Line, table.Sql, table.Key, Refresh.Incremental, table.Expectations))),
        .. definition.Curated.Select(model => Read(Zone.Curated, model)),
    ];

    private Model Read(Zone zone, ModelDefinition model)
    {
        var kind = zone == Zone.Curated ? "curated" : "staged";
        var sqlFile = Existing(model.Sql, $"The SQL file of {kind} table '{model.Name}'");
        var sql = sqlFile is null ? "" : File.ReadAllText(sqlFile);
        IReadOnlyList<TableReference> tables = sqlFile is null ? [] : FindTables(sql, sqlFile, zone == Zone.Curated ? null : model.Name);
        return new Model(
            model.Name,
            sql.TrimEnd().TrimEnd(';'),
            sqlFile ?? "",
            model.Key,
            model.Refresh,
            Existing(model.Expectations, $"The expectation suite of {kind} table '{model.Name}'") is { } suite ? SuiteReader.Read(suite, new SuiteContext(tables, parser, problems)) : null,
            tables)
        { Zone = zone, Line = model.Line };
    }

    /// <param name="sql">A model's SELECT.</param>
    /// <param name="sqlFile">Its file.</param>
    /// <param name="cleaned">The staged table that it cleans, or null: only such a model sees the table before cleaning.</param>
    private List<TableReference> FindTables(string sql, string sqlFile, string? cleaned)
    {
        var parsed = parser.Parse(sql);
        foreach (var fault in parsed.Faults.Concat(parser.SharedFaults(sql)))
        {
            problems.Add(sqlFile, fault.Line, fault.Message);
        }

        var found = new List<TableReference>();
        foreach (var table in parsed.Tables)
        {
            var name = string.Join('.', new[] { table.Database, table.Schema, table.Name }.Where(part => part.Length > 0));
            if (!tables.TryGetValue(name, out var reference) || (reference.Zone == Zone.Source && reference.Name != cleaned))
            {
                problems.Add(sqlFile, ModelSqlParser.LineOf(sql, table.Location), $"The model reads '{name}', which {PipelineLoader.FileName} does not define. {Spelling.Suggest(name, tables.Values.Where(known => known.Zone != Zone.Source || known.Name == cleaned).Select(known => known.ToString()))}");
            }
            else if (!found.Contains(reference))
            {
                found.Add(reference);
            }
        }

        return found;
    }

    private string? Existing(FileName? name, string what)
    {
        if (name is null)
        {
            return null;
        }

        var path = Path.GetFullPath(Path.Combine(folder, name.Path));
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            problems.Add(file, name.Line, $"{what} is '{name.Path}', outside the pipeline's folder. Move it below {folder}.");
            return null;
        }

        if (!File.Exists(path))
        {
            problems.Add(file, name.Line, $"{what} is '{name.Path}', but there is no such file. Create {path} or correct the path.");
            return null;
        }

        return path;
    }

    private static Dictionary<string, TableReference> Tables(PipelineDefinition definition)
    {
        var staged = definition.Staged.Select(table => new TableReference(Zone.Staged, table.Name));
        var uncleaned = definition.Staged.Where(table => table.Sql is not null).Select(table => new TableReference(Zone.Source, table.Name));
        var histories = definition.Staged.Where(table => table.History).Select(table => new TableReference(Zone.Staged, table.Name + StagedTable.HistorySuffix));
        var curated = definition.Curated.Select(table => new TableReference(Zone.Curated, table.Name));
        return staged.Concat(uncleaned).Concat(histories).Concat(curated).DistinctBy(table => table.ToString(), StringComparer.OrdinalIgnoreCase).ToDictionary(table => table.ToString(), StringComparer.OrdinalIgnoreCase);
    }
}
