namespace Lakehouse.QueryApi.Trino.Patterns;

/// <summary>Parentheses.</summary>
internal sealed partial class PatternWriter
{
    private void OpenNextGroup()
    {
        if (!Rest.StartsWith("?"))
        {
            Groups++;
            Open("(");
            return;
        }

        if (Rest.StartsWith("?#"))
        {
            var end = Rest.IndexOf(')');
            position = end < 0 ? throw Wrong("end pattern in group") : position + end + 1;
            return;
        }

        foreach (var kind in new[] { "?:", "?=", "?!", "?>", "?<=", "?<!" })
        {
            if (Rest.StartsWith(kind))
            {
                position += kind.Length;
                NeedsBacktracking |= kind != "?:";
                Open($"({kind}");
                return;
            }
        }

        if (Rest.StartsWith("?<"))
        {
            var name = ReadName();
            names[name] = names.ContainsKey(name) ? throw Missing($"A second group named {name}") : ++Groups;
            Open("(");
            return;
        }

        OpenOptions();
    }

    /// <summary><c>&lt;name&gt;</c> behind <c>(?</c> or <c>\k</c>.</summary>
    private string ReadName()
    {
        var start = Rest.IndexOf('<');
        var end = Rest.IndexOf('>');
        if (start < 0 || end <= start + 1)
        {
            throw Wrong("group name is empty");
        }

        var name = Rest[(start + 1)..end].ToString();
        position += end + 1;
        return name;
    }

    /// <summary><c>(?i-s)</c> to the end of the group around it, alternatives included, or <c>(?i-s:…)</c>.</summary>
    private void OpenOptions()
    {
        position++;
        var changed = options;
        var isOn = true;
        for (; position < pattern.Length && pattern[position] is not (':' or ')'); position++)
        {
            var option = pattern[position] switch
            {
                'i' => Options.IgnoreCase,
                'm' => Options.Multiline,
                's' => Options.DotAll,
                'x' => Options.Extended,
                '-' => Options.None,
                _ => throw Wrong("undefined group option"),
            };
            isOn &= option != Options.None;
            changed = isOn ? changed | option : changed & ~option;
        }

        if (position == pattern.Length)
        {
            throw Wrong("end pattern in group");
        }

        Open($"(?{(changed.HasFlag(Options.IgnoreCase) ? "i" : "-i")}:", isImplicit: pattern[position++] == ')');
        options = changed;
        IgnoresCase |= options.HasFlag(Options.IgnoreCase);
    }

    private void Open(string text, bool isImplicit = false)
    {
        groups.Push(new OpenGroup(output.Length, options, isImplicit));
        output.Append(text);
        atom = -1;
    }

    private void CloseGroup(bool isEnd)
    {
        while (groups.TryPop(out var group))
        {
            if (isEnd && !group.IsImplicit)
            {
                throw Wrong("end pattern with unmatched parenthesis");
            }

            output.Append(')');
            options = group.Outer;
            atom = group.Start;
            isRepeated = false;
            if (isEnd || !group.IsImplicit)
            {
                return;
            }
        }

        throw Wrong("unmatched close parenthesis");
    }
}
