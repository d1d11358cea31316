using MovieLens.Source.DataSets;

namespace MovieLens.Source.Generation;

/// <summary>The users who put tags on films: few, and a handful of them write most. Streams their tags user by user.</summary>
internal sealed class Taggers
{
    private readonly long seed;
    private readonly FilmCatalog films;
    private readonly Audience audience;
    private readonly int[] users;
    private readonly int[] rows;
    private readonly int[] words;
    private readonly WeightedChoice vocabulary;
    private readonly int busiest;

    public Taggers(Scale scale, long seed, FilmCatalog films, Audience audience)
    {
        this.seed = seed;
        this.films = films;
        this.audience = audience;
        users = PickUsers(scale, seed);
        var random = new RandomStream(seed, Purpose.Taggers, 1);
        var places = Enumerable.Range(1, users.Length).ToArray();
        random.Shuffle(places);
        var weights = Array.ConvertAll(places, static place => Math.Pow(place, -1.2));
        busiest = Array.IndexOf(places, 1);

        // Every tagger writes at least one word at least once, and a word at most once on each of the films they rated.
        words = Apportionment.Share(scale.UserTags, weights, _ => 1, _ => int.MaxValue);
        rows = Apportionment.Share(
            scale.Tags,
            Array.ConvertAll(words, static word => (double)word),
            i => words[i],
            i => (int)Math.Min(int.MaxValue, words[i] * (long)audience.Activity(users[i]) / 2));
        vocabulary = new WeightedChoice(Array.ConvertAll(
            Enumerable.Range(0, Math.Max(TagVocabulary.PlainCount, 2 * words.Max())).ToArray(), static word => Math.Pow(word + 4, -0.75)));
    }

    public IEnumerable<Tag> Rows()
    {
        for (var i = 0; i < users.Length; i++)
        {
            foreach (var tag in RowsOf(i))
            {
                yield return tag;
            }
        }
    }

    private static int[] PickUsers(Scale scale, long seed)
    {
        var all = Enumerable.Range(0, scale.Users).ToArray();
        new RandomStream(seed, Purpose.Taggers).Shuffle(all);
        var users = all[..scale.Taggers];
        Array.Sort(users);
        return users;
    }

    private List<Tag> RowsOf(int tagger)
    {
        var user = users[tagger];
        var random = new RandomStream(seed, Purpose.Tags, user);
        var chosen = new HashSet<int>(words[tagger]);
        vocabulary.Fill(chosen, words[tagger], ref random);
        var own = chosen.ToArray();
        Array.Sort(own);
        random.Shuffle(own);
        var watched = audience.Films(user);

        // Films without a rating are in the data set because somebody tagged them.
        var unrated = tagger == busiest ? films.Unrated : [];
        var time = RatingTimes.FirstTag(ref random);
        var seen = new HashSet<(int Film, int Word)>(rows[tagger]);
        var result = new List<Tag>(rows[tagger]);
        for (var row = 0; row < rows[tagger]; row++)
        {
            (int Film, int Word) pair;
            do
            {
                // Once each word is used, the first of a user's words come back most: squaring favours small numbers.
                var word = row < own.Length ? own[row] : own[(int)(random.Unit() * random.Unit() * own.Length)];
                var film = row < unrated.Length ? unrated[row] : watched[random.Below(watched.Length)];
                pair = (film, word);
            }
            while (!seen.Add(pair));

            time = RatingTimes.NextTag(time, ref random);
            result.Add(new Tag(user + 1, films.Ids[pair.Film], TagVocabulary.Word(pair.Word), time));
        }

        return result;
    }
}
