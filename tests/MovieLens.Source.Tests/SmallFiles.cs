namespace MovieLens.Source.Tests;

/// <summary>A folder with a tiny data set that has everything that is awkward about real ones.</summary>
internal static class SmallFiles
{
    public const string Movies = "movieId,title,genres\n1,Toy Tale (1995),Adventure|Comedy\n2,\"American Judge, The (1995)\",Drama\n3,\"11'09\"\"01 (2002)\",(no genres listed)\n4,\"Two\nlines (1999)\",Drama\n5,Misérables à Paris (1995) ,Drama\n";
    public const string Ratings = "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,2,0.5,964981247\n2,1,5,1445714835\n";
    public const string Tags = "userId,movieId,tag,timestamp\n1,1,funny,1445714994\n1,1,\"so good, so bad\",1445714996\n2,3,\"\"\"quoted\"\"\",1445714992\n";
    public const string Links = "movieId,imdbId,tmdbId\n1,0114709,862\n2,0113497,\n3,0113228,15602\n4,0114885,31357\n5,0113041,11862\n";

    public static TemporaryFolder Create(string? movies = Movies, string? ratings = Ratings, string? tags = Tags, string? links = Links)
    {
        var folder = new TemporaryFolder();
        Write(folder, "movies.csv", movies);
        Write(folder, "ratings.csv", ratings);
        Write(folder, "tags.csv", tags);
        Write(folder, "links.csv", links);
        return folder;
    }

    private static void Write(TemporaryFolder folder, string name, string? content)
    {
        if (content is not null)
        {
            File.WriteAllText(folder.File(name), content);
        }
    }
}
