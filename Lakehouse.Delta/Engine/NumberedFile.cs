namespace Lakehouse.Delta.Engine;

/// <summary>A file of a snapshot and the number by which a plan's row addresses name it.</summary>
internal readonly record struct NumberedFile(AddFile File, int Number)
{
    public static NumberedFile[] All(Snapshot snapshot)
    {
        var files = snapshot.Files;
        var numbered = new NumberedFile[files.Count];
        for (var number = 0; number < numbered.Length; number++)
        {
            numbered[number] = new NumberedFile(files[number], number);
        }

        return numbered;
    }
}
