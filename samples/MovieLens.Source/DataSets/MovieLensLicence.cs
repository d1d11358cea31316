namespace MovieLens.Source.DataSets;

/// <summary>What GroupLens asks of everyone who uses its data sets.</summary>
internal static class MovieLensLicence
{
    public const string Notice = """
        MovieLens data: free to use for research; no commercial use without permission of GroupLens (University of Minnesota);
        no endorsement implied; shared only under the same terms (README.txt beside the data). Please cite: F. M. Harper and J. A. Konstan.
        2015. The MovieLens Datasets: History and Context. ACM TiiS 5, 4, 19:1-19:19. https://doi.org/10.1145/2827872
        """;
}
