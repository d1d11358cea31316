namespace MovieLens.Source.DataSets;

/// <summary>A film; <paramref name="Genres"/> are separated by <c>|</c>, or are <c>(no genres listed)</c>.</summary>
internal readonly record struct Movie(int MovieId, string Title, string Genres);

/// <summary>One user's opinion of one film: 0.5 to 5.0 stars in steps of a half, at <paramref name="Timestamp"/> (Unix seconds, UTC).</summary>
internal readonly record struct Rating(int UserId, int MovieId, decimal Stars, long Timestamp);

/// <summary>A word or short phrase that a user put on a film; a user may put several on one film.</summary>
internal readonly record struct Tag(int UserId, int MovieId, string Text, long Timestamp);

/// <summary>The film's identity at IMDb (with its leading zeros) and at TMDB, which does not know every film.</summary>
internal readonly record struct Link(int MovieId, string ImdbId, int? TmdbId);
