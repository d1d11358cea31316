namespace Lakehouse.Ingestor.Changes;

/// <summary>What is asked of pgoutput, by the server's version.</summary>
internal static class PgOutputSettings
{
    private const int Version14 = 140000, Version15 = 150000, Version16 = 160000;

    /// <summary>
    /// Protocol 2 brought streaming of transactions in progress, 3 prepared transactions, 4 parallel streaming and, with it, the choice of origins.
    /// Everything the server knows is understood; the slot itself is not two-phase, so that prepared transactions come with their commit.
    /// </summary>
    /// <param name="serverVersion"><c>server_version_num</c>.</param>
    /// <param name="publication">Name of the publication.</param>
    /// <param name="streaming">Large transactions may come before they commit.</param>
    /// <param name="origin">Which changes the server leaves out.</param>
    public static IReadOnlyList<KeyValuePair<string, string?>> For(int serverVersion, string publication, bool streaming, OriginFilter origin)
    {
        var protocol = serverVersion switch { >= Version16 => "4", >= Version15 => "3", >= Version14 => "2", _ => "1" };
        var settings = new List<KeyValuePair<string, string?>> { new("proto_version", protocol), new("publication_names", publication) };
        if (serverVersion >= Version14 && streaming)
        {
            settings.Add(new("streaming", "on"));
        }

        if (serverVersion >= Version16 && origin == OriginFilter.None)
        {
            settings.Add(new("origin", "none")); // older servers send them: they are left out here
        }

        return settings;
    }
}

/// <summary>Changes that the source itself got by replication, which carry an origin.</summary>
internal enum OriginFilter
{
    /// <summary>They are captured as all others are.</summary>
    Any,

    /// <summary>They are left out: only what was written in this database is captured.</summary>
    None,
}
