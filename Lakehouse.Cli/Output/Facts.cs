namespace Lakehouse.Cli.Output;

/// <summary>Names and values for people, a line each; those without a value are left out.</summary>
internal static class Facts
{
    public static void Write(params IReadOnlyList<(string Name, string? Value)> facts)
    {
        var width = facts.Max(fact => fact.Name.Length);
        foreach (var (name, value) in facts.Where(fact => !string.IsNullOrEmpty(fact.Value)))
        {
            Console.Out.WriteLine($"{name.PadRight(width)}  {Grid.Visible(value!)}");
        }
    }
}
