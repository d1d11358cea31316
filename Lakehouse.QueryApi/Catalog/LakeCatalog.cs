using Lakehouse.Pipelines;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Engine;
using Lakehouse.QueryApi.Files;
using Lakehouse.QueryApi.Http;
using Lakehouse.QueryApi.Sql;
using Lakehouse.Storage;

namespace Lakehouse.QueryApi.Catalog;

/// <summary>The databases and tables that queries can name: those of the pipeline, where the lake has them.</summary>
internal sealed class LakeCatalog
{
    private readonly Dictionary<string, Dictionary<string, CatalogTable>> databases = new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, CatalogTable> information;

    /// <param name="databases">Database names, in the order in which tables without a database are looked for.</param>
    /// <param name="tables">The tables.</param>
    public LakeCatalog(IReadOnlyList<string> databases, IEnumerable<CatalogTable> tables)
    {
        Databases = databases;
        foreach (var database in databases)
        {
            this.databases.TryAdd(database, new(StringComparer.OrdinalIgnoreCase));
        }

        foreach (var table in tables)
        {
            this.databases[table.Database].Add(table.Name, table);
        }

        information = InformationSchemaTable.Names.ToDictionary(name => name, name => (CatalogTable)new InformationSchemaTable(name, this), StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<string> Databases { get; }

    /// <summary>The databases in which the principal may see a table.</summary>
    public IEnumerable<string> DatabasesOf(Principal principal) => Databases.Where(database => principal.SeesAll || databases[database].Values.Any(principal.MaySee));

    public IEnumerable<CatalogTable> Tables => Databases.SelectMany(database => databases[database].Values);

    /// <summary>The database of the tables in which the services note what they did, and its tables.</summary>
    private const string Operations = "ops";

    private static readonly string[] OperationsTables = ["runs", "quality_results"];

    /// <summary>The catalog of a pipeline: curated, staged and raw tables, and those of its operation.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="lake">Where the zones are.</param>
    /// <param name="cache">Where copies of remote data files are kept.</param>
    public static LakeCatalog Of(Pipeline pipeline, Lake lake, FileCache cache)
    {
        var names = pipeline.Catalog;
        var curated = pipeline.Curated.Select(model => Delta(names.Curated, model.Name, "curated", lake.Curated));
        var staged = pipeline.Staged.SelectMany(table => new[] { table.Table, table.HistoryTable }).OfType<TableReference>().Select(table => Delta(names.Staged, table.Name, "staged", lake.Staged));
        var raw = pipeline.Staged.Select(table => new RawTable(names.Raw, table.Name, Store(lake.Raw, $"{pipeline.Name}/{RawNames.Folder(pipeline.Source.Schema, table.Name)}")));
        string[] databases = [names.Curated, names.Staged, names.Raw];
        if (databases.Contains(Operations, StringComparer.OrdinalIgnoreCase))
        {
            // The pipeline's own database has that name.
            return new LakeCatalog(databases, [.. curated, .. staged, .. raw]);
        }

        var operations = OperationsTables.Select(name => new DeltaCatalogTable(Operations, name, "quality", Store(lake.Quality, $"{pipeline.Name}/ops/{name}")));
        return new LakeCatalog([.. databases, Operations], [.. curated, .. staged, .. raw, .. operations]);

        DeltaCatalogTable Delta(string database, string table, string zone, Uri location) =>
            new(database, table, zone, Store(location, $"{pipeline.Name}/{table}"));

        TableStore Store(Uri location, string path) => TableStore.Of(ObjectStores.Open(location).At(path), cache);
    }

    /// <summary>Finds the table that a statement names, also one at a version or of a table's log; null when there is none.</summary>
    public CatalogTable? TryFind(TableName name)
    {
        if (name.Catalog.Length > 0 && !name.Catalog.Equals(QueryEngine.CatalogName, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (name.Database.Equals(InformationSchemaTable.DatabaseName, StringComparison.OrdinalIgnoreCase) || name.Database.Equals("information_schema", StringComparison.OrdinalIgnoreCase))
        {
            return information.GetValueOrDefault(name.Name);
        }

        var places = name.Database.Length == 0 ? Databases.Select(database => databases[database])
            : databases.TryGetValue(name.Database, out var only) ? [only]
            : [];
        var derived = DerivedName.Parse(name.Name);
        foreach (var tables in places)
        {
            if (tables.TryGetValue(name.Name, out var table) || (derived is not null && tables.TryGetValue(derived.Table, out var origin) && (table = origin.Derive(name.Name.ToLowerInvariant(), derived)) is not null))
            {
                return table;
            }
        }

        return null;
    }

    /// <summary>Finds the table that a statement names.</summary>
    /// <exception cref="QueryException">There is none.</exception>
    public CatalogTable Find(TableName name)
    {
        if (TryFind(name) is { } found && found.Database != InformationSchemaTable.DatabaseName)
        {
            return found;
        }

        // Only the translation of Athena's SQL names it so: the engine's own information_schema stays closed.
        if (name.Database == InformationSchemaTable.DatabaseName)
        {
            return information.GetValueOrDefault(name.Name) ?? throw Unknown(name, $"There is no table information_schema.{name.Name}; there are {string.Join(", ", InformationSchemaTable.Names)}.");
        }

        if (DerivedName.Parse(name.Name) is { } derived && TryFind(name with { Name = derived.Table }) is { } origin)
        {
            throw Unknown(name, $"The table {origin} keeps no versions: it is read from plain {origin.Format} files.");
        }

        if (name.Catalog.Length > 0 && !name.Catalog.Equals(QueryEngine.CatalogName, StringComparison.OrdinalIgnoreCase))
        {
            throw Unknown(name, $"There is no catalog '{name.Catalog}'; the only one is {QueryEngine.CatalogName}.");
        }

        if (name.Database.Length == 0)
        {
            throw Unknown(name, $"There is no table '{name.Name}'.{Suggest(name.Name, Tables.Select(table => table.Name))}{FileHint(name.Name)}");
        }

        if (!databases.TryGetValue(name.Database, out var tables))
        {
            throw Unknown(name, $"There is no database '{name.Database}'.{Suggest(name.Database, Databases)}");
        }

        throw Unknown(name, $"There is no table '{name.Name}' in {name.Database}.{Suggest(name.Name, tables.Keys)}");
    }

    /// <summary>The tables of one database, or of all.</summary>
    /// <exception cref="QueryException">There is no such database.</exception>
    public IEnumerable<CatalogTable> List(string? database) =>
        database is null ? Tables
        : databases.TryGetValue(database, out var tables) ? tables.Values
        : throw new QueryException(Problem.UnknownTable, $"There is no database '{database}'.{Suggest(database, Databases)} Databases: {string.Join(", ", Databases)}.");

    private QueryException Unknown(TableName name, string message) =>
        new(Problem.UnknownTable, $"{message} Tables: {string.Join(", ", Tables)}.") { Position = name.Position };

    private static string Suggest(string name, IEnumerable<string> candidates)
    {
        var nearest = NearestNames.Find(name, candidates);
        return nearest.Count == 0 ? "" : $" Did you mean {string.Join(" or ", nearest)}?";
    }

    private static string FileHint(string name) =>
        name.Contains('/', StringComparison.Ordinal) || name.Contains('.', StringComparison.Ordinal) ? " Files cannot be read by name, only the catalog's tables." : "";
}
