using System.Globalization;

namespace MovieLens.Source.Generation;

/// <summary>Makes up titles in MovieLens' manner: <c>Silent River, The (1994)</c>, with all that is awkward about real ones.</summary>
internal static class Titles
{
    private static readonly string[] Adjectives =
    [
        "Silent", "Crimson", "Last", "Hidden", "Broken", "Golden", "Midnight", "Burning", "Lonely", "Electric", "Forgotten", "Savage", "Paper", "Frozen", "Secret", "Wild",
        "Distant", "Perfect", "Hollow", "Bitter", "Restless", "Velvet", "Endless", "Stolen", "Gentle", "Crooked", "Invisible", "Sacred", "Reckless", "Winter", "Glass", "Fallen",
        "Quiet", "Scarlet", "Second", "Strange", "Tall", "Tender", "Thirteenth", "Unknown", "Wandering", "Weeping", "Yellow", "Young", "Ancient", "Blind", "Clockwork", "Northern",
    ];

    private static readonly string[] Nouns =
    [
        "River", "Garden", "Detective", "Empire", "Letter", "Station", "Dancer", "Mountain", "Promise", "Machine", "Summer", "Stranger", "Kingdom", "Orchard", "Sailor", "Mirror",
        "Thief", "Harbor", "Witness", "Lantern", "Frontier", "Daughter", "Pilot", "Circus", "Canyon", "Violin", "Soldier", "Island", "Shadow", "Wedding", "Engine", "Prophet",
        "Avenue", "Bridge", "Castle", "Desert", "Doctor", "Dream", "Falcon", "Fire", "Forest", "Game", "Ghost", "Heart", "Horizon", "Hotel", "Hunter", "Journey",
        "Lake", "Lighthouse", "Lover", "Moon", "Neighbor", "Night", "Ocean", "Painter", "Parade", "Planet", "Queen", "Road", "Robot", "Rose", "School", "Storm",
        "Tailor", "Tango", "Teacher", "Tiger", "Tower", "Train", "Valley", "Village", "Voyage", "Whale", "Window", "Wolf",
    ];

    private static readonly string[] Foreign =
    [
        "Été à Besançon, L'", "Größte Stille, Die", "Niña y el jardín, La", "Żółty pociąg", "Søndag i København", "Ça commence à Orléans", "Vår bästa sommar", "Città perduta, La",
        "Čekání na jaro", "Fenêtre fermée, La", "Mañana será otro día", "Straße nach Süden, Die", "Førgangen", "Garçon à la fenêtre, Le", "Příběh o mlýně", "東の庭 (Higashi no niwa)",
    ];

    private static readonly string[] Roman = ["II", "III", "IV", "V"];

    public static string Make(ref RandomStream random, int year)
    {
        var title = Words(ref random);
        return random.Below(1000) switch
        {
            // MovieLens has a dozen titles without a year, and some with blanks at the end.
            0 => title,
            1 => $"{title} ({Text(year)}) ",
            _ => $"{title} ({Text(year)})",
        };
    }

    /// <summary>A title without its year.</summary>
    public static string Words(ref RandomStream random)
    {
        var (adjective, noun, other) = (Pick(Adjectives, ref random), Pick(Nouns, ref random), Pick(Nouns, ref random));
        return random.Below(100) switch
        {
            < 10 => $"{adjective} {noun}, The",
            < 40 => $"{adjective} {noun}",
            < 46 => $"{noun} of the {adjective} {other}, The",
            < 56 => $"{noun} and the {other}",
            < 64 => $"{adjective} {noun} {Pick(Roman, ref random)}",
            < 72 => $"{noun}'s {other}",
            < 79 => $"{noun}: {adjective} {other}",
            < 82 => $"{adjective}, {Pick(Adjectives, ref random)} {noun}, A",
            < 90 => $"Who Stole the {noun}?",
            < 94 => $"{noun} {Text(random.Below(99) + 2)}",
            < 95 => $"\"{adjective} {noun}\" and the {other}, The",
            < 98 => $"{Pick(Foreign, ref random)} ({adjective} {noun}, The)",
            _ => $"{noun} & {other}",
        };
    }

    private static string Pick(string[] words, ref RandomStream random) => words[random.Below(words.Length)];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
