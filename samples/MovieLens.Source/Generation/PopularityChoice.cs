namespace MovieLens.Source.Generation;

/// <summary>Rated films by popularity.</summary>
/// <param name="ByRank">Film numbers, the most popular first.</param>
/// <param name="Ranks">Draws ranks.</param>
internal sealed record PopularityChoice(int[] ByRank, WeightedChoice Ranks);
