// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>The page about where Slipway comes from: every row of the documents is on it, with a test that is there and figures that were measured.</summary>
public sealed class OriginsPageTests
{
    // These may only become fewer.
    private const int MostThatCannotBe = 15;
    private const int MostThatAreNotMeasured = 0;
    private const int MostThatAreMissing = 0;

    private static readonly IReadOnlyList<OriginDocument> Documents = OriginDocument.ReadAll();
    private static readonly IReadOnlyList<OriginRow> Rows = [.. Documents.SelectMany(static document => document.Rows)];

    [Fact]
    public void The_page_is_made_of_the_rows_and_of_measured_tables() => Snapshot.MatchesFile(OriginDocument.ToMarkdown(Documents), ProjectFolder.File("docs/explanation/origins.md"));

    [Fact]
    public void Each_row_is_there_once()
    {
        Rows.Select(static row => row.Id).ShouldBeUnique();
        Rows.Count.ShouldBe(369);
        foreach (var (letter, count) in (IReadOnlyList<(char, int)>)[('V', 83), ('M', 77), ('H', 47), ('O', 49), ('G', 113)])
            Rows.Select(static row => row.Id).Where(id => id[0] == letter).ShouldBe(Enumerable.Range(1, count).Select(number => $"{letter}{number:000}"));
    }

    [Fact]
    public void Each_row_is_shown_or_says_what_lacks_or_is_missing()
    {
        Rows.Where(static row => new[] { row.Tests.Count > 0, row.Cannot is not null, row.Missing is not null }.Count(static state => state) != 1).Select(static row => row.Id).ShouldBeEmpty();
        Rows.Where(static row => row.Tests.Count > 0 && row.Here.Length == 0).Select(static row => row.Id).ShouldBeEmpty();
        Rows.Count(static row => row.Cannot is not null).ShouldBeLessThanOrEqualTo(MostThatCannotBe);
        Rows.Count(static row => row.Missing is not null).ShouldBeLessThanOrEqualTo(MostThatAreMissing);
    }

    [Fact]
    public void Each_test_that_is_named_is_run()
    {
        var lines = DockerPage.Read().Lines.SelectMany(static line => line.Rows).ToHashSet(StringComparer.Ordinal);

        Rows.SelectMany(static row => row.Tests.Select(test => (row.Id, Test: test))).Where(named => named.Test == OriginRow.DockerPage ? !lines.Contains(named.Id) : !NamedTests.Has(named.Test))
            .ShouldBeEmpty();
        lines.Except(Rows.Select(static row => row.Id)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_command_option_endpoint_and_error_has_a_line_on_the_page_of_commands_or_a_test_of_its_own()
    {
        var lines = DockerPage.Read().Lines.SelectMany(static line => line.Rows).ToHashSet(StringComparer.Ordinal);

        Rows.Where(row => row.Kind is "command" or "endpoint" && row.Missing is null && row.Cannot is null && !lines.Contains(row.Id)).Select(static row => row.Id).ShouldBeEmpty();
    }

    [Fact]
    public void Where_a_document_gives_a_size_a_measured_one_stands_beside_it() =>
        Rows.Where(static row => row.Kind is "figure" && row.Tests.Count > 0 && row.Figures.Count == 0).Select(static row => row.Id).ShouldBeEmpty();

    // Of several tables of one page that begin their rows alike, the one that has the column.
    [Theory]
    [InlineData("examples/openhqm/README.md | openhqm | minimal | linux/amd64 | Size", @"^[0-9.]+MB$")]
    [InlineData("examples/openhqm/README.md | redis | Size", @"^[0-9.]+MB$")]
    [InlineData("examples/openhqm/README.md | redis | p50", @"^[0-9.]+ ms$")]
    public void A_figure_is_the_cell_of_its_row_and_column(string figure, string form) => MeasuredFigure.Parse(figure).Measure().ShouldNotBeNull().ShouldMatch(form);

    [Fact]
    public void What_no_measured_table_has_is_no_figure()
    {
        MeasuredFigure.Parse("examples/openhqm/README.md | redis | Weight").Measure().ShouldBeNull();
        // A table that somebody has written by hand is not measured.
        MeasuredFigure.Parse("examples/openhqm/README.md | `OPENHQM_ROLE` | Default").Measure().ShouldBeNull();
    }

    [Fact]
    public void Each_figure_that_is_named_is_measured() =>
        Rows.Where(static row => row.Figures.Any(static figure => figure.Measure() is null)).Select(static row => row.Id).Distinct().Count().ShouldBeLessThanOrEqualTo(MostThatAreNotMeasured);

    [Fact]
    public void The_rows_are_those_of_the_documents()
    {
        var folder = SeedDocuments.Require();
        Rows.Select(static row => (row.Id, row.Kind)).ShouldBe(SeedDocuments.Rows(folder));
    }
}
