namespace MovieLens.Source.DataSets;

/// <summary>Rows to fill the four tables with, streamed: no implementation holds a whole table in memory.</summary>
internal interface IDataSet
{
    /// <summary>Equal for equal rows, whatever folder they came from: what a second start compares with the database.</summary>
    string Identity { get; }

    /// <summary>What a person calls it.</summary>
    string Description { get; }

    /// <summary>Whose terms apply to the rows; null where they are made up.</summary>
    string? Licence { get; }

    /// <summary>Rows to expect, where known in advance: progress is then a percentage.</summary>
    DataSetCounts? ExpectedCounts { get; }

    IEnumerable<Movie> Movies();

    IEnumerable<Rating> Ratings();

    IEnumerable<Tag> Tags();

    IEnumerable<Link> Links();
}
