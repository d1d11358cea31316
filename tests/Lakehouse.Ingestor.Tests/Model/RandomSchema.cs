using Lakehouse.Ingestor.Tests.Setup;
using Npgsql;

namespace Lakehouse.Ingestor.Tests.Model;

/// <summary>
/// A session that adds, fills, renames, retypes and drops columns. What no change carries (a default of an added column, values under a
/// column's new name) it writes in the same transaction, because readers of raw files cannot know it.
/// </summary>
internal sealed class RandomSchema(TestDatabase database, Random random)
{
    private readonly Dictionary<string, List<string>> columns = RandomTraffic.Tables.ToDictionary(table => table, _ => new List<string>());
    private int names;

    /// <returns>Changes of columns that were committed.</returns>
    public async Task<int> RunAsync(CancellationToken end)
    {
        var changes = 0;
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(random.Next(300, 900), CancellationToken.None);
            var table = RandomTraffic.Tables[random.Next(RandomTraffic.Tables.Length)];
            var (sql, commit) = Change(table, columns[table]);
            try
            {
                await database.RunAsync($"SET lock_timeout = '500ms'; BEGIN; {sql}; COMMIT");
                commit();
                changes++;
            }
            catch (Exception failed) when (failed is NpgsqlException or IOException)
            {
                await ReadAsync(table); // a lock was not to be had, or the connection went: perhaps after the commit
            }
        }

        return changes;
    }

    private (string Sql, Action Commit) Change(string table, List<string> present)
    {
        var name = $"c{++names}";
        if (present.Count == 0 || (random.Next(3) == 0 && present.Count < 5))
        {
            return ($"ALTER TABLE {table} ADD COLUMN {name} int; UPDATE {table} SET {name} = id % 7 WHERE id % 3 = 0", () => present.Add(name));
        }

        var column = present[random.Next(present.Count)];
        return random.Next(4) switch
        {
            0 => ($"ALTER TABLE {table} RENAME COLUMN {column} TO {name}; UPDATE {table} SET {name} = {name}", () => present[present.IndexOf(column)] = name),
            1 => ($"ALTER TABLE {table} ALTER COLUMN {column} TYPE bigint", () => { }),
            2 => ($"ALTER TABLE {table} DROP COLUMN {column}", () => present.Remove(column)),
            _ => ($"INSERT INTO {table} (id, {column}) VALUES ({100000 + names}, 1); SAVEPOINT s; ALTER TABLE {table} ADD COLUMN {name} text; UPDATE {table} SET {name} = 'gone' WHERE id < 1000; ROLLBACK TO s; UPDATE {table} SET n = 1 WHERE id < 100", () => { }),
        };
    }

    private async Task ReadAsync(string table)
    {
        for (var read = false; !read;)
        {
            try
            {
                columns[table] = [.. (await database.TextAsync($"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attname LIKE 'c%'")).Select(row => row[0]!)];
                read = true;
            }
            catch (Exception gone) when (gone is NpgsqlException or IOException)
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }
}
