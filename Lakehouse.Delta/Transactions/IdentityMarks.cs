using System.Text.Json.Nodes;

namespace Lakehouse.Delta;

/// <summary>The high-water marks of identity columns move in the commit that has the new rows, so that two writers never give out one number.</summary>
internal static class IdentityMarks
{
    /// <summary>The actions, with a metaData action that has the marks of new files.</summary>
    public static IReadOnlyList<LogAction> Record(IReadOnlyList<LogAction> actions, Metadata? metadata)
    {
        var files = actions.OfType<AddFile>().Where(file => file.IdentityMarks is not null).ToArray();
        if (files.Length == 0 || metadata is null)
        {
            return actions;
        }

        var schema = SchemaReader.Read(metadata.SchemaString).Replace((path, field) => path.Count > 0 || field.Identity is not { } identity ? field : Moved(field, identity, files));
        var moved = metadata with { SchemaString = SchemaWriter.Write(schema) };
        return actions.OfType<Metadata>().Any()
            ? [.. actions.Select(action => action is Metadata ? moved : action)]
            : [moved, .. actions];
    }

    private static StructField Moved(StructField field, IdentityColumn identity, AddFile[] files)
    {
        long[] given = [.. files.Where(file => file.IdentityMarks!.ContainsKey(field.PhysicalName)).Select(file => file.IdentityMarks![field.PhysicalName])];
        if (given.Length == 0)
        {
            return field;
        }

        var last = identity.Step > 0 ? given.Max() : given.Min();
        return field.With("delta.identity.highWaterMark", JsonValue.Create(last));
    }
}
