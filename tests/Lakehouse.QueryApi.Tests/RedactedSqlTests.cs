using Lakehouse.QueryApi.Sql;

namespace Lakehouse.QueryApi.Tests;

/// <summary>What logs and traces see of a statement holds none of its data.</summary>
public class RedactedSqlTests
{
    [Theory]
    [InlineData("SELECT * FROM t WHERE name = 'x' AND n > 17 -- why", "SELECT * FROM t WHERE name = ? AND n > ?")]
    [InlineData("SELECT 'it''s'''", "SELECT ?")]
    [InlineData("SELECT E'it\\'s secret', x", "SELECT ?, x")]
    [InlineData("SELECT 'C:\\' AND name = 'secret'", "SELECT ? AND name = ?")]
    [InlineData("SELECT $$secret$$, $tag$secret $$ secret$tag$, $1, $name", "SELECT ?, ?, $?, $name")]
    [InlineData("SELECT $t1$secret$t1$ FROM $1t", "SELECT ? FROM $?")]
    [InlineData("SELECT 1 /* a /* b */ secret */ FROM t", "SELECT ? FROM t")]
    [InlineData("SELECT \"secret\", `secret`, t1.c2", "SELECT \"?\", \"?\", t1.c2")]
    [InlineData("SELECT 1.5e10, 0xFF, 1_000, -3", "SELECT ?, ?, ?, -?")]
    [InlineData("SELECT /* secret */ a\r\n  FROM\tt", "SELECT a FROM t")]
    [InlineData("SELECT 'never closed", "SELECT ?")]
    [InlineData("SELECT $$never closed", "SELECT ?")]
    [InlineData("/* never closed", "")]
    [InlineData("", "")]
    public void Literals_comments_and_quoted_names_are_left_out(string sql, string shape) => Assert.Equal(shape, RedactedSql.Of(sql));

    [Theory]
    [InlineData("SELECT * FROM t WHERE n > 17 AND name = 'O'secret'", "SELECT * FROM t WHERE n > ? AND name = …")]
    [InlineData("SELECT n -- isn't", "SELECT n …")]
    [InlineData("SELECT /* ' */ secret '", "SELECT …")]
    [InlineData("SELEC n FROM t", "SELEC n FROM t")]
    public void Nothing_is_shown_behind_a_quote_that_no_parser_has_read(string sql, string shape) => Assert.Equal(shape, RedactedSql.Of(sql, isRead: false));

    [Fact]
    public void A_long_statement_is_cut() => Assert.True(RedactedSql.Of(string.Concat(Enumerable.Repeat("a, ", 100_000))).Length < 2_100);
}
