namespace Lakehouse.Delta;

/// <summary>Which engines read which features of the protocol.</summary>
internal static class ReaderMatrix
{
    /// <summary>The engines, in the order of the columns below.</summary>
    /// <remarks>What is said of each rests on its documentation or source as named here; what they do not name counts as not read.</remarks>
    public static readonly IReadOnlyList<ReadingEngine> Engines =
    [
        // spark/…/delta/TableFeature.scala of v3.3.2. It names variantType-preview too, but Spark 3.5, on which it runs, has no variant type.
        new("spark", "Delta Spark 3.3 (AWS Glue 5.0)", "https://github.com/delta-io/delta/blob/v3.3.2/spark/src/main/scala/org/apache/spark/sql/delta/TableFeature.scala"),

        // crates/core/src/kernel/transaction/protocol.rs, with the datafusion feature that the Python package is built with.
        new("delta-rs", "delta-rs 1.6 (Python deltalake)", "https://github.com/delta-io/delta-rs/blob/main/crates/core/src/kernel/transaction/protocol.rs"),

        // kernel/src/table_features/mod.rs, as the crate is built by default: geospatial is behind a flag for its developers, catalogManaged needs a catalog.
        new("delta-kernel", "delta-kernel-rs 0.27", "https://github.com/delta-io/delta-kernel-rs/blob/v0.27.1/kernel/src/table_features/mod.rs"),

        // The extension of DuckDB 1.5 reads through delta-kernel-rs 0.21, whose table_features/mod.rs says what it scans.
        new("duckdb", "DuckDB 1.5 (delta extension)", "https://github.com/delta-io/delta-kernel-rs/blob/v0.21.0/kernel/src/table_features/mod.rs"),

        // plugin/trino-delta-lake/…/DeltaLakeTableFeatures.java, and the page of the connector.
        new("trino", "Trino", "https://trino.io/docs/current/connector/delta-lake.html#delta-lake-table-features"),

        // The user guide names reader versions up to 3, column mapping and timestampNtz, and no other feature.
        new("athena", "Amazon Athena engine 3", "https://docs.aws.amazon.com/athena/latest/ug/delta-lake-tables.html"),
    ];

    private const string Matrix = """
        feature                    spark  delta-rs  delta-kernel  duckdb  trino  athena
        columnMapping              yes    yes       yes           yes     yes    yes
        deletionVectors            yes    yes       yes           yes     yes    no
        timestampNtz               yes    yes       yes           yes     yes    yes
        typeWidening               yes    no        yes           yes     yes    no
        typeWidening-preview       yes    no        yes           yes     yes    no
        v2Checkpoint               yes    yes       yes           yes     yes    no
        vacuumProtocolCheck        yes    no        yes           yes     yes    no
        variantType                no     yes       yes           yes     yes    no
        variantType-preview        no     yes       yes           yes     yes    no
        variantShredding           no     no        yes           no      no     no
        variantShredding-preview   no     no        yes           yes     no     no
        geospatial                 no     no        no            no      no     no
        catalogManaged             no     no        no            no      no     no
        """;

    private static readonly Dictionary<(string Feature, string Engine), bool> Known = Parse();

    /// <summary>All engines read reader versions up to this one; 3 stands for the features that are named.</summary>
    public const int HighestReaderVersion = 3;

    /// <summary>The features of the matrix.</summary>
    public static IEnumerable<string> Features => Known.Keys.Select(key => key.Feature).Distinct();

    /// <summary>Whether an engine reads tables with a feature; one that the matrix lacks is read by none.</summary>
    public static bool Reads(ReadingEngine engine, string feature) => Known.GetValueOrDefault((feature, engine.Key));

    private static Dictionary<(string Feature, string Engine), bool> Parse()
    {
        string[][] lines = [.. Matrix.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        return lines.Skip(1)
            .SelectMany(line => line.Skip(1).Select((cell, i) => (Key: (line[0], lines[0][i + 1]), Reads: cell == "yes")))
            .ToDictionary(entry => entry.Key, entry => entry.Reads);
    }
}
