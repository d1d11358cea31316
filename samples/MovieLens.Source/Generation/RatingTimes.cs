namespace MovieLens.Source.Generation;

/// <summary>When users rate: in sittings of seconds between ratings, from 1996-03-29 to 2018-09-24 as at ml-latest-small.</summary>
internal static class RatingTimes
{
    public const long First = 828_124_615;
    public const long Last = 1_537_799_250;

    private const long FirstTagTime = 1_137_179_352;
    private const double NewSitting = 0.01;

    /// <summary>When a user comes for the first time.</summary>
    public static long Arrival(ref RandomStream random) => First + (long)(random.Unit() * (Last - First - 86_400));

    /// <summary>When the same user rates the next film: mostly some seconds later, now and then weeks.</summary>
    public static long Next(long time, ref RandomStream random) =>
        NotAfterLast(time + 2 + (long)random.Exponential(random.Chance(NewSitting) ? 20 * 86_400.0 : 25), ref random);

    /// <summary>Nobody rates a film before it exists: such a rating was made on a visit after the film's release.</summary>
    public static long NotBeforeRelease(long time, int filmYear, ref RandomStream random)
    {
        var release = new DateTimeOffset(filmYear, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        return time >= release ? time : release + (long)(random.Unit() * (Last - release));
    }

    public static long FirstTag(ref RandomStream random) => FirstTagTime + (long)(random.Unit() * (Last - FirstTagTime - 86_400));

    public static long NextTag(long time, ref RandomStream random) => NotAfterLast(time + 2 + (long)random.Exponential(15), ref random);

    /// <summary>Puts what would fall behind the end somewhere into the last month, so that the end is no spike.</summary>
    private static long NotAfterLast(long time, ref RandomStream random) => time <= Last ? time : Last - (long)(random.Unit() * 30 * 86_400);
}
