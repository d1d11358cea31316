using Lakehouse.Ingestor.Control;
using Lakehouse.Ingestor.Source;

namespace Lakehouse.Ingestor;

/// <summary>The raw folder holds files of another database: going on would mix two.</summary>
internal sealed class SourceRefusedException(string message) : Exception(message)
{
    public static void ThrowIfAnother(TableControl control, ServerIdentity identity, SourceServer server, Uri folder)
    {
        if (control.SystemIdentifier != identity.SystemIdentifier || control.DatabaseOid != identity.DatabaseOid)
        {
            throw new SourceRefusedException(
                $"{folder} holds files of another database: '{control.Database}' (system {control.SystemIdentifier}, database {control.DatabaseOid}), "
                + $"but {server.Description} is system {identity.SystemIdentifier}, database {identity.DatabaseOid}. Nothing was written. Either correct the connection string; "
                + "or give the new database a name of its own with Source:Name or another Lake:Root; or, to start over with it, delete that folder and the staged and curated tables made from it.");
        }
    }
}
