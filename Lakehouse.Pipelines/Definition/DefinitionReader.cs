using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace Lakehouse.Pipelines.Definition;

/// <summary>Reads <c>pipeline.yaml</c> (DESIGN 4.5) and checks its form.</summary>
internal sealed partial class DefinitionReader(string file, ProblemList problems)
{
    private static readonly string[] PipelineFields = ["pipeline", "source", "catalog", "staged", "curated"];
    private static readonly string[] SourceFields = ["schema"];
    private static readonly string[] CatalogFields = ["curated", "staged", "raw"];
    private static readonly string[] ModelFields = ["sql", "key", "refresh", "expectations"];

    /// <returns>The definition, or null when the file cannot be read at all; the reason is among the problems.</returns>
    public PipelineDefinition? Read()
    {
        YamlValue? document;
        try
        {
            using var text = File.OpenText(file);
            document = YamlTree.Read(text);
        }
        catch (YamlException invalid)
        {
            problems.Add(file, (int)invalid.Start.Line, $"This is not YAML that can be read: {invalid.Message}. Correct it.");
            return null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            problems.Add(file, 1, $"The file cannot be read: {unreadable.Message} A pipeline is a folder with a pipeline.yaml; set Pipeline:Folder (environment variable Pipeline__Folder) to it.");
            return null;
        }

        var fields = new DefinitionFields(document, "pipeline", PipelineFields, file, problems);
        var name = fields.Text("pipeline");
        if (name is null)
        {
            problems.Add(file, fields.Line, "The pipeline has no name. Add a line like 'pipeline: movielens'.");
        }
        else
        {
            CheckName("pipeline", name.Text, name.Line);
        }

        var source = new DefinitionFields(fields.Find("source")?.Value, "source", SourceFields, file, problems);
        var catalog = new DefinitionFields(fields.Find("catalog")?.Value, "catalog", CatalogFields, file, problems);
        var pipeline = name?.Text ?? "";
        return new PipelineDefinition(
            pipeline,
            new SourceDefinition(source.Text("schema")?.Text ?? "public"),
            new Catalog(
                catalog.Text("curated")?.Text ?? pipeline,
                catalog.Text("staged")?.Text ?? $"{pipeline}_staged",
                catalog.Text("raw")?.Text ?? $"{pipeline}_raw"),
            new StagedReader(file, problems).Read(fields, Tables(fields, "staged")),
            ReadCurated(fields));
    }

    private List<ModelDefinition> ReadCurated(DefinitionFields pipeline)
    {
        var result = new List<ModelDefinition>();
        foreach (var entry in Tables(pipeline, "curated"))
        {
            var fields = new DefinitionFields(entry.Value, $"curated table '{entry.Key}'", ModelFields, file, problems);
            var key = fields.Names("key");
            var refresh = ReadRefresh(entry.Key, fields.Text("refresh"));
            if (refresh == Refresh.Incremental && key.Count == 0)
            {
                problems.Add(file, entry.Line, $"The curated table '{entry.Key}' has no key, which 'refresh: incremental' needs. Add one, like 'key: [movieid]', or say 'refresh: full'.");
            }

            if (fields.Find("sql") is null)
            {
                problems.Add(file, entry.Line, $"The curated table '{entry.Key}' has no SQL. Add the file of its SELECT, like 'sql: curated/{entry.Key}.sql'.");
            }

            result.Add(new ModelDefinition(entry.Key, entry.Line, FileName.Of(fields.Text("sql")), key, refresh, FileName.Of(fields.Text("expectations"))));
        }

        return result;
    }

    private IEnumerable<YamlEntry> Tables(DefinitionFields pipeline, string section)
    {
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in new DefinitionFields(pipeline.Find(section)?.Value, $"section '{section}'", null, file, problems).Entries)
        {
            CheckName("table", entry.Key, entry.Line);
            if (names.TryAdd(entry.Key, entry.Line))
            {
                yield return entry;
            }
            else
            {
                problems.Add(file, entry.Line, $"The table '{entry.Key}' differs from the one on line {names[entry.Key]} only in upper and lower case, which SQL does not tell apart. Rename one.");
            }
        }
    }

    private Refresh ReadRefresh(string table, YamlScalar? refresh)
    {
        switch (refresh?.Text)
        {
            case null or "full":
                return Refresh.Full;
            case "incremental":
                return Refresh.Incremental;
            default:
                problems.Add(file, refresh.Line, $"The curated table '{table}' has an unknown refresh '{refresh.Text}'. Say 'full' or 'incremental'.");
                return Refresh.Full;
        }
    }

    /// <summary>Names become folders, S3 prefixes and SQL identifiers, so they keep to what all three take.</summary>
    private void CheckName(string kind, string name, int line)
    {
        if (!Name().IsMatch(name))
        {
            problems.Add(file, line, $"The {kind} name '{name}' cannot be used. Use letters, digits and '_', and start with a letter.");
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,127}$")]
    private static partial Regex Name();
}
