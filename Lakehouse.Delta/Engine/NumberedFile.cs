namespace Lakehouse.Delta.Engine;

/// <summary>A file of a snapshot and the number by which a plan's row addresses name it.</summary>
internal readonly record struct NumberedFile(AddFile File, int Number)
{
    public static NumberedFile[] All(Snapshot snapshot) => [.. snapshot.Files.Select((file, number) => new NumberedFile(file, number))];
}
