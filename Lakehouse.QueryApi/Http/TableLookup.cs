using Lakehouse.Delta;
using Lakehouse.QueryApi.Access;
using Lakehouse.QueryApi.Catalog;
using Lakehouse.QueryApi.Sql;

namespace Lakehouse.QueryApi.Http;

/// <summary>Finds the table that an address names.</summary>
internal static class TableLookup
{
    /// <summary>The table, if the one who asks may see it. Whoever may not does not learn whether it is there.</summary>
    /// <exception cref="QueryException">There is none, or it is not open to them (404).</exception>
    public static CatalogTable Find(LakeCatalog catalog, string database, string table, Principal principal)
    {
        try
        {
            var found = catalog.Find(new TableName("", database, table, null));
            return principal.MaySee(found) ? found : throw Unknown();
        }
        catch (QueryException unknown) when (unknown.Problem == Problem.UnknownTable)
        {
            throw principal.SeesAll ? new QueryException(Problem.NoSuchTable, unknown.Message) : Unknown();
        }

        QueryException Unknown() => new(Problem.NoSuchTable, $"There is no table {database}.{table} that {principal.Name} may read.");
    }

    /// <summary>The table's latest version.</summary>
    /// <exception cref="QueryException">There is none yet (409), or it cannot be read (500).</exception>
    public static async Task<TableVersion> ReadAsync(CatalogTable table, CancellationToken cancellationToken)
    {
        try
        {
            return await table.GetLatestAsync(cancellationToken) ?? throw new QueryException(Problem.TableWithoutData, $"The table {table} has no data yet: the pipeline has not written {table.Location}.");
        }
        catch (DeltaException error) when (error is VersionNotFoundException or ChangeDataUnavailableException)
        {
            throw new QueryException(Problem.NoSuchTable, error.Message, error);
        }
        catch (Exception error) when (error is DeltaException or IOException or UnauthorizedAccessException)
        {
            throw new QueryException(Problem.TableUnreadable, $"The table {table} cannot be read: {error.Message}", error);
        }
    }
}
