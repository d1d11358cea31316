namespace MovieLens.Source.DataSets;

/// <summary>Rows of each table.</summary>
internal sealed record DataSetCounts(long Movies, long Ratings, long Tags, long Links)
{
    public override string ToString() =>
        FormattableString.Invariant($"{Movies:N0} movies, {Ratings:N0} ratings, {Tags:N0} tags, {Links:N0} links");
}
