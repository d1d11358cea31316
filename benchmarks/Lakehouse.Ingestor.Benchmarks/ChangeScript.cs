namespace Lakehouse.Ingestor.Benchmarks;

/// <summary>Changes of a table like MovieLens's ratings: of ten six insertions, three updates and a deletion.</summary>
internal static class ChangeScript
{
    public const string Tables = """
        CREATE TABLE ratings (id bigint PRIMARY KEY, userid int, movieid int, rating numeric(2,1), at timestamptz, note text);
        CREATE SEQUENCE ids;
        CREATE PROCEDURE change(transactions int, per int) LANGUAGE plpgsql AS $$
        DECLARE base bigint;
        BEGIN
            FOR i IN 1..transactions LOOP
                base := nextval('ids') * 1000000000;
                INSERT INTO ratings SELECT base + n, n % 1000, n, (n % 10) / 2.0, now(), 'note of ' || n FROM generate_series(1, per * 6 / 10) n;
                UPDATE ratings SET rating = 5 WHERE id BETWEEN base + 1 AND base + per * 3 / 10;
                DELETE FROM ratings WHERE id BETWEEN base + 1 AND base + per / 10;
                COMMIT;
            END LOOP;
        END $$
        """;

    public static string Make(long changes, int perTransaction) => $"CALL change({changes / perTransaction}, {perTransaction})";
}
