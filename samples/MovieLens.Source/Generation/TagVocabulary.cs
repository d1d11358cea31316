using System.Globalization;

namespace MovieLens.Source.Generation;

/// <summary>What users write on films: number 0 is the most frequent, and there is always one more.</summary>
internal static class TagVocabulary
{
    private static readonly string[] Frequent =
    [
        "In Netflix queue", "atmospheric", "superhero", "thought-provoking", "funny", "surreal", "religion", "sci-fi", "dark comedy", "quirky", "psychology", "suspense",
        "twist ending", "visually appealing", "crime", "politics", "music", "time travel", "aliens", "mental illness", "dystopia", "space", "action", "comedy", "based on a book",
        "coming of age", "cinematography", "great soundtrack", "heist", "revenge", "film noir", "black and white", "true story", "animation", "Christmas", "boxing", "chess",
        "want to see again", "seen at the cinema", "überraschend", "très drôle", "¡genial!", "what, again?", "\"masterpiece\"", "so bad it's good", "hard to watch, worth it",
    ];

    private static readonly string[] Qualities =
    [
        "slow", "clever", "tense", "moving", "violent", "gentle", "bleak", "stylish", "overlong", "charming", "predictable", "original", "haunting", "uneven", "witty", "epic",
        "intimate", "noisy", "romantic", "absurd", "minimalist", "gritty", "dreamlike", "underrated", "overrated", "brilliant", "confusing", "touching", "cheesy", "scary",
    ];

    private static readonly string[] Subjects =
    [
        "ending", "dialogue", "villain", "plot", "soundtrack", "love story", "car chase", "courtroom", "road trip", "friendship", "family", "prison", "small town", "robots",
        "ghosts", "war", "journalism", "school", "sea voyage", "mountains", "espionage", "kitchen", "wedding", "detective", "con artist", "dancing", "winter", "Paris", "Tokyo",
        "New York", "hospital", "monster", "pirates", "train", "twins", "memory", "artificial intelligence", "dogs", "horses", "baseball", "football", "theatre", "painter",
    ];

    /// <summary>Tags that exist before numbers are appended.</summary>
    public static int PlainCount => Frequent.Length + Qualities.Length * Subjects.Length;

    public static string Word(int number)
    {
        if (number < Frequent.Length)
        {
            return Frequent[number];
        }

        var pair = number - Frequent.Length;
        var (round, index) = Math.DivRem(pair, Qualities.Length * Subjects.Length);

        // A step that shares no factor with the number of pairs walks through all of them without long runs of one word.
        var place = (int)(index * 997L % (Qualities.Length * Subjects.Length));
        var plain = $"{Qualities[place % Qualities.Length]} {Subjects[place / Qualities.Length]}";
        return round == 0 ? plain : $"{plain} {(round + 1).ToString(CultureInfo.InvariantCulture)}";
    }
}
