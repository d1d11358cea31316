using Lakehouse.Pipelines.Expectations;
using Lakehouse.Pipelines.Sql;

namespace Lakehouse.Pipelines.Definition;

/// <summary>Reads the SQL and the expectation suite of every model and finds which tables each one reads.</summary>
internal sealed class ModelReader(PipelineDefinition definition, string folder, string file, ModelSqlParser parser, ProblemList problems)
{
    private readonly Dictionary<string, TableReference> tables = Tables(definition);

    public IReadOnlyList<Model> Read() => [.. definition.Curated.Select(Read)];

    private Model Read(ModelDefinition model)
    {
        var sqlFile = Existing(model.Sql, $"The SQL file of curated table '{model.Name}'");
        var sql = sqlFile is null ? "" : File.ReadAllText(sqlFile);
        IReadOnlyList<TableReference> tables = sqlFile is null ? [] : FindTables(sql, sqlFile);
        return new Model(
            model.Name,
            sql.TrimEnd().TrimEnd(';'),
            sqlFile ?? "",
            model.Key,
            model.Refresh,
            Existing(model.Expectations, $"The expectation suite of curated table '{model.Name}'") is { } suite ? SuiteReader.Read(suite, new SuiteContext(tables, parser, problems)) : null,
            tables);
    }

    private List<TableReference> FindTables(string sql, string sqlFile)
    {
        var parsed = parser.Parse(sql);
        foreach (var fault in parsed.Faults)
        {
            problems.Add(sqlFile, fault.Line, fault.Message);
        }

        var found = new List<TableReference>();
        foreach (var table in parsed.Tables)
        {
            var name = string.Join('.', new[] { table.Database, table.Schema, table.Name }.Where(part => part.Length > 0));
            if (!tables.TryGetValue(name, out var reference))
            {
                problems.Add(sqlFile, ModelSqlParser.LineOf(sql, table.Location), $"The model reads '{name}', which {PipelineLoader.FileName} does not define. {Spelling.Suggest(name, tables.Values.Select(known => known.ToString()))}");
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
        var curated = definition.Curated.Select(table => new TableReference(Zone.Curated, table.Name));
        return staged.Concat(curated).ToDictionary(table => table.ToString(), StringComparer.OrdinalIgnoreCase);
    }
}
